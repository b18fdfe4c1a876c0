import { describe, expect, it } from "vitest";
import { EnvironmentError, parseEnvironment } from "#lib/env.ts";

describe("the environment", () => {
  it("has a default for everything that a first start needs", () => {
    expect(parseEnvironment({})).toEqual({
      HOST: "127.0.0.1",
      LANEKEEPER_DATA_DIR: ".data",
      LANEKEEPER_HISTORY_DAYS: 400,
      LANEKEEPER_LOG_LEVEL: "info",
      LANEKEEPER_TRUSTED_PROXIES: [],
      LANEKEEPER_USAGE_DAYS: 35,
    });
  });

  it("takes an empty value for an unset one", () => {
    expect(parseEnvironment({ PORT: "", DATABASE_URL: " " })).toEqual(parseEnvironment({}));
  });

  it("reads numbers and lists", () => {
    const { PORT, LANEKEEPER_TRUSTED_PROXIES } = parseEnvironment({
      PORT: "8080",
      LANEKEEPER_TRUSTED_PROXIES: "10.0.0.0/8, ::1",
    });
    expect({ PORT, LANEKEEPER_TRUSTED_PROXIES }).toEqual({ PORT: 8080, LANEKEEPER_TRUSTED_PROXIES: ["10.0.0.0/8", "::1"] });
  });

  it.each([
    ["PORT", "0"],
    ["PORT", "65536"],
    ["PORT", "80a"],
    ["LANEKEEPER_HISTORY_DAYS", "0"],
    ["LANEKEEPER_USAGE_DAYS", "a month"],
    ["DATABASE_URL", "mysql://localhost/lanekeeper"],
    ["DATABASE_DIRECT_URL", "localhost"],
    ["LANEKEEPER_URL", "ftp://lanekeeper.example.com"],
    ["LANEKEEPER_TRUSTED_PROXIES", "everyone"],
    ["LANEKEEPER_TRUSTED_PROXIES", "10.0.0.0/99"],
    ["LANEKEEPER_LOG_LEVEL", "loud"],
    ["LANEKEEPER_ADMIN_EMAIL", "nobody"],
    ["NEXTAUTH_SECRET", "too-short-to-sign"],
    ["LANEKEEPER_BOOTSTRAP_TOKEN", "guessable"],
  ])("refuses %s=%s by its name, without repeating the value", (name, value) => {
    const parse = () => parseEnvironment({ [name]: value });
    expect(parse).toThrow(EnvironmentError);
    expect(parse).toThrow(new RegExp(`^${name} `));
    if (value.length > 5) expect(parse).not.toThrow(value);
  });
});
