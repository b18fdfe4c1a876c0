import { expect, test } from "vitest";
import { findRoute } from "#lib/mcp/protect/find-route.ts";
import { askedFor } from "#lib/mcp/protect/gated-request.ts";

const ROUTES = [
  { tool: "issues_list" },
  { tool: "prompt:triage" },
  { tool: "resource:github://issues" },
  { tool: "resource:github://issues/{number}" },
  { tool: "resource:github://issues/{number}/comments/{comment}" },
  { tool: "resource:{+anything}/raw" },
];

test.each([
  ["issues_list", "issues_list"],
  ["issues_{list}", undefined],
  ["issues", undefined],
  ["prompt:triage", "prompt:triage"],
  ["triage", undefined],
  ["resource:github://issues", "resource:github://issues"],
  ["resource:github://issues/7", "resource:github://issues/{number}"],
  ["resource:github://issues/7/comments/9", "resource:github://issues/{number}/comments/{comment}"],
  ["resource:github://issues/", "resource:github://issues/{number}"],
  ["resource:file:///readme/raw", "resource:{+anything}/raw"],
  ["resource:github://pulls/7", undefined],
])("%s is named by %s", (asked, tool) => {
  expect(findRoute(ROUTES, asked)?.tool).toBe(tool);
});

test.each([
  ["tools/call", { name: "issues_list" }, "issues_list"],
  ["prompts/get", { name: "triage" }, "prompt:triage"],
  ["resources/read", { uri: "github://issues/7" }, "resource:github://issues/7"],
  ["resources/read", { uri: "GitHub://issues/a/../7" }, "resource:github://issues/7"],
  ["resources/read", { uri: "no address" }, "resource:no address"],
  ["resources/read", undefined, "resource:"],
] as const)("%s of %o asks for %s", (method, params, asked) => {
  expect(askedFor(method, params ? { params } : {})).toBe(asked);
});
