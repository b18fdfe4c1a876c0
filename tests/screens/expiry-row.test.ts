import { describe, expect, it } from "vitest";
import { type ExpiryRow, expiryRow } from "#components/charts/expiry-row.ts";
import { boardPosition } from "#components/charts/expiry-scale.ts";
import { describeRow, endClock, endWords } from "#components/charts/expiry-text.ts";
import type { LaneSummary } from "#lib/contract/lane.ts";
import { inMinutes, laneSummaryFixture, NOW_MS } from "./fixtures/lane.ts";

const NO_DEADLINES = { refresh_at: null, warn_at: null, refuse_at: null, expires_at: null };
const at = (minutes: number) => boardPosition(minutes * 60_000);
const row = (changes: Partial<LaneSummary> = {}) => expiryRow(laneSummaryFixture(changes), NOW_MS);
const parts = ({ segments }: ExpiryRow) => segments.map((segment) => segment.part);

const REVOKED = { health: "revoked", health_since: inMinutes(-12), control: "contained" } as const;
const EXPIRED = {
  health: "expired",
  health_since: inMinutes(-30),
  issued_at: inMinutes(-90),
  expires_at: inMinutes(-30),
} as const;

describe("what a row draws", () => {
  const cases: [string, Partial<LaneSummary>, string[]][] = [
    ["a dated lane: life, warning window, forced-refresh window", {}, ["life", "warning", "refusal"]],
    ["without deadlines: life alone", { deadlines: NO_DEADLINES }, ["life"]],
    ["an expired lane: its life, then a dead line to now", EXPIRED, ["life", "dead"]],
    ["a revoked lane: its life, then the ghost of what was left", REVOKED, ["life", "ghost"]],
    ["revoked without a date: nothing is invented", { ...REVOKED, expires_at: null }, ["life"]],
    ["revoked, its date since passed as well: still revoked", { ...REVOKED, expires_at: inMinutes(-20) }, ["life"]],
    ["an end that nobody knows fades out after now", { health: "unknown_expiry", expires_at: null }, ["life", "fade"]],
    ["no end at all: life to the edge", { expires_at: "never" }, ["life"]],
    [
      "a narrowed scope steps the bar down",
      { health: "scope_narrowed", health_since: inMinutes(-6) },
      ["life", "narrowed", "warning", "refusal"],
    ],
    [
      "a rate limit lies over an unchanged bar",
      { health: "rate_limited", health_since: inMinutes(-6) },
      ["life", "warning", "refusal", "stripes"],
    ],
  ];
  it.each(cases)("%s", (_name, changes, expected) => {
    expect(parts(row(changes))).toEqual(expected);
  });

  it("ends each window where the next begins", () => {
    expect(row().segments).toEqual([
      { part: "life", from: at(-20), to: at(28) },
      { part: "warning", from: at(28), to: at(37) },
      { part: "refusal", from: at(37), to: at(40) },
    ]);
    expect(row().capAt).toBe(at(40));
  });

  it("cuts a revoked bar at the revocation and gives it no end cap", () => {
    expect(row(REVOKED)).toMatchObject({ cutAt: at(-12), capAt: null, outlined: true });
    expect(row(EXPIRED)).toMatchObject({ cutAt: null, capAt: null, outlined: false });
  });

  it("marks the coming refresh of a living lane only", () => {
    const deadlines = { ...NO_DEADLINES, refresh_at: inMinutes(10) };
    expect(row({ deadlines }).refreshAt).toBe(at(10));
    expect(row({ ...REVOKED, deadlines }).refreshAt).toBeNull();
    expect(row({ deadlines: { ...NO_DEADLINES, refresh_at: inMinutes(-1) } }).refreshAt).toBeNull();
  });

  it("dims what no live replica vouches for", () => {
    expect(row({ freshness: "silent" }).dimmed).toBe(true);
    expect(row().dimmed).toBe(false);
  });
});

describe("what a row says", () => {
  const say = (changes: Partial<LaneSummary>, word: string) => describeRow(laneSummaryFixture(changes), word, NOW_MS);
  const cases: [string, Partial<LaneSummary>, string, string][] = [
    ["a dated lane", {}, "in 40 min", "02:54 UTC"],
    ["an overdue lane whose clock has not judged yet", { expires_at: inMinutes(-1) }, "due 1 min ago", "02:13 UTC"],
    ["an expired lane", EXPIRED, "dead 30 min", "01:44 UTC"],
    ["a revoked lane", REVOKED, "cut 12 min ago", "02:02 UTC"],
    ["no end", { expires_at: "never" }, "no end", ""],
    ["an unknown end", { expires_at: null }, "end unknown", ""],
  ];
  it.each(cases)("%s", (_name, changes, words, clock) => {
    expect(endWords(laneSummaryFixture(changes), NOW_MS)).toBe(words);
    expect(endClock(laneSummaryFixture(changes), NOW_MS)).toBe(clock);
  });

  it("names lane, cause, end and deadlines in one sentence", () => {
    expect(say({}, "Healthy")).toBe("github-prod on github-tools: Healthy; ends in 40 min, 02:54 UTC; forced refresh in 37 min.");
  });

  it("says of a revoked lane how long it would have lived, and of no deadline any more", () => {
    expect(say(REVOKED, "Revoked")).toBe(
      "github-prod on github-tools: Revoked; cut 12 min ago, 02:02 UTC, would have lived to 02:54 UTC; contained.",
    );
  });

  it("never calls a revoked lane expired, nor an expired one revoked", () => {
    expect(say(REVOKED, "Revoked")).not.toMatch(/expired|dead/i);
    expect(say(EXPIRED, "Expired")).not.toMatch(/revoked|cut/i);
  });

  it("adds what else an operator must know", () => {
    const sentence = say({ control: "paused", freshness: "silent", last_report_at: inMinutes(-7) }, "Silent");
    expect(sentence).toContain("paused by an operator; last report 7 min ago");
  });
});
