import { expect, test } from "vitest";
import { statedExpiry } from "#lib/mcp/classify/expiry/stated-expiry.ts";

const NOW = new Date("2026-11-22T02:00:00Z");
const PAT = "ghp_0000";

function stated(headers: Record<string, string>, { credential = PAT, status = 200, provider = "github" } = {}) {
  const all = { "X-GitHub-Request-Id": "C0FE:1", Date: "Sun, 22 Nov 2026 02:00:00 GMT", ...headers };
  return statedExpiry({ provider, endpoint: "api", status, headers: all }, credential, NOW);
}

test.each([
  ["2026-12-07 19:07:53 UTC", "2026-12-07T19:07:53.000Z"],
  ["2026-12-05 17:55:53 +0500", "2026-12-05T12:55:53.000Z"],
  ["2026-12-05 17:55:53 -0730", "2026-12-06T01:25:53.000Z"],
])("reads %s", (header, at) => {
  expect(stated({ "GitHub-Authentication-Token-Expiration": header })).toEqual(new Date(at));
});

test.each([
  ["the present time, which some tokens are told", { "GitHub-Authentication-Token-Expiration": "2026-11-22 02:00:30 UTC" }, {}],
  ["a date of another form", { "GitHub-Authentication-Token-Expiration": "tomorrow" }, {}],
  ["silence about a token that is never told", {}, { credential: "ghs_0000" }],
  ["silence of a failure", {}, { status: 401 }],
  ["silence of another provider", {}, { provider: "hubspot" }],
  ["silence of a proxy", { "X-GitHub-Request-Id": undefined as never }, {}],
])("does not rely on %s", (_name, headers, options) => {
  expect(stated(headers, options)).toBeUndefined();
});

test("the provider may be named as people write it", () => {
  const header = { "GitHub-Authentication-Token-Expiration": "2026-12-07 19:07:53 UTC" };
  expect(stated(header, { provider: "GitHub.com" })).toEqual(new Date("2026-12-07T19:07:53Z"));
});

test.each(["ghp_0000", "github_pat_0000"])("silence about %s means that it never ends", (credential) => {
  expect(stated({}, { credential })).toBe("never");
});
