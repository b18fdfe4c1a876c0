import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changesOf } from "#components/screens/audit/changes.ts";
import {
  type AuditSearch,
  formatAuditSearch,
  parseAuditSearch,
  rangeStart,
  widerRange,
} from "#components/screens/audit/search.ts";
import { NOW_MS } from "./fixtures/lane.ts";

describe("the search line", () => {
  const cases: [string, AuditSearch][] = [
    ["", { q: null, actor: null, action: null }],
    ["leaked key", { q: "leaked key", actor: null, action: null }],
    ["actor:mara", { q: null, actor: "mara", action: null }],
    ["action:lane.rotate actor:mara leaked", { q: "leaked", actor: "mara", action: "lane.rotate" }],
    ["before actor:mara   after", { q: "before after", actor: "mara", action: null }],
    ["actor:mara actor:jon", { q: null, actor: "jon", action: null }],
    ["actor: mara", { q: "actor: mara", actor: null, action: null }],
    ["colour:red", { q: "colour:red", actor: null, action: null }],
  ];
  it.each(cases)("reads “%s”", (text, expected) => {
    expect(parseAuditSearch(text)).toEqual(expected);
  });

  it("writes what it reads", () => {
    const word = fc.stringMatching(/^[a-z.]{1,12}$/);
    const search = fc.record({ q: fc.option(word), actor: fc.option(word), action: fc.option(word) });
    fc.assert(
      fc.property(search, (given) => {
        expect(parseAuditSearch(formatAuditSearch(given))).toEqual(given);
      }),
    );
  });
});

it("counts a range from now and widens it step by step", () => {
  expect(rangeStart("24h", NOW_MS)).toBe("2026-11-21T02:14:07.000Z");
  expect([widerRange("1h"), widerRange("24h"), widerRange("7d"), widerRange("30d")]).toEqual(["24h", "7d", "30d", null]);
});

describe("before and after", () => {
  it("stand side by side, field by field", () => {
    expect(changesOf({ control: "active" }, { control: "paused", until: null })).toEqual([
      { field: "control", before: "active", after: "paused" },
      { field: "until", before: null, after: "none" },
    ]);
  });

  it("tell what is nested by its path, and lists as they are read", () => {
    const after = { route: { tool: "issues_create" }, scopes: ["issues:read", "issues:write"], evidence: {} };
    expect(changesOf(null, after).map(({ field, after: text }) => `${field}: ${text}`)).toEqual([
      "route › tool: issues_create",
      "scopes: issues:read, issues:write",
      "evidence: {}",
    ]);
    expect(changesOf(null, null)).toEqual([]);
  });

  it("tell lengths of time in words, by the unit in their name", () => {
    const told = changesOf({ warningMs: 600_000 }, { warningMs: 5_400_000, containOn: "never", duration_ms: 8, count: 3 });
    expect(told).toEqual([
      { field: "warning", before: "10 min", after: "1 h 30 min" },
      { field: "contain on", before: null, after: "never" },
      { field: "duration", before: null, after: "8 ms" },
      { field: "count", before: null, after: "3" },
    ]);
    expect(changesOf(null, { retire_old: { after_s: 60 } })).toEqual([
      { field: "retire old › after", before: null, after: "1 min" },
    ]);
  });
});
