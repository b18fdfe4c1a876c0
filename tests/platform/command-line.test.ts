import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { choosePort } from "#lib/cli/supervise/choose-port.ts";
import { childEnvironment } from "#lib/env.ts";

const dataDir = mkdtempSync(join(tmpdir(), "lanekeeper-command-line-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function lanekeeper(args: string[], environment: Record<string, string> = {}) {
  const env = childEnvironment({ LANEKEEPER_DATA_DIR: dataDir, ...environment });
  return spawnSync(process.execPath, ["lib/cli/main.mjs", ...args], { encoding: "utf8", env });
}

describe("the command line", () => {
  it("lists its commands", () => {
    const { status, stdout } = lanekeeper(["--help"]);
    expect(status).toBe(0);
    for (const name of ["start", "demo", "worker", "migrate", "build", "doctor", "user", "server", "token"]) {
      expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    }
  });

  it.each([[[]], [["nonsense"]], [["constructor"]]])("answers %j with the usage and 2", (args: string[]) => {
    const { status, stdout, stderr } = lanekeeper(args);
    expect(status).toBe(2);
    expect(stdout + stderr).toContain("Usage: npm run lanekeeper");
  });

  it("stops at a bad setting and names it, without its value", () => {
    const { status, stderr } = lanekeeper(["migrate"], { DATABASE_URL: "mysql://root:hunter2@localhost/db" });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^DATABASE_URL must be an address like/);
    expect(stderr).not.toContain("hunter2");
  });

  it("does not start on a database of yours without a secret of yours", () => {
    const { status, stderr } = lanekeeper(["start"], {
      DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
      NEXTAUTH_SECRET: "",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^NEXTAUTH_SECRET must be set/);
  });

  it("examines the machine in a form that scripts can read", () => {
    const { status, stdout } = lanekeeper(["doctor", "--json"], { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" });
    expect(status).toBe(1);
    const { findings } = JSON.parse(stdout) as { findings: { name: string; status: string; fix?: string }[] };
    expect(findings.find(({ name }) => name === "Postgres")).toMatchObject({
      status: "fail",
      fix: expect.stringContaining("DATABASE_URL"),
    });
    expect(findings.every(({ status: each, fix }) => each === "ok" || fix !== undefined)).toBe(true);
  });

  it("makes no secret where the environment gives the database", () => {
    expect(readdirSync(dataDir)).toEqual([]);
  });
});

describe("the port", () => {
  it("is an error where it was asked for and is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as AddressInfo;
    await expect(choosePort(port, "127.0.0.1")).rejects.toThrow(`PORT ${port} is taken`);
    await new Promise((resolve) => taken.close(resolve));
    expect(await choosePort(port, "127.0.0.1")).toBe(port);
  });

  it("moves on from a default that is taken", async () => {
    const first = await choosePort(undefined, "127.0.0.1");
    const taken = createServer().listen(first, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    expect(await choosePort(undefined, "127.0.0.1")).toBeGreaterThan(first);
    await new Promise((resolve) => taken.close(resolve));
  });
});
