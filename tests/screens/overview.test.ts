import { describe, expect, it } from "vitest";
import { keepOrder } from "#components/screens/overview/frozen-order.ts";
import { needsYouCard } from "#components/screens/overview/needs-you-card.ts";
import { verdict } from "#components/screens/overview/verdict.ts";
import type { Summary } from "#lib/contract/summary.ts";
import { inMinutes, NOW_MS } from "./fixtures/lane.ts";
import { countsFixture, needsYouFixture, summaryFixture } from "./fixtures/summary.ts";

const needing = (...items: Parameters<typeof needsYouFixture>[0][]): Partial<Summary> => ({
  needs_you: items.map(needsYouFixture),
  needs_you_total: items.length,
});
const NONE = { lanes: 0, counts: countsFixture() };

describe("the verdict is one sentence", () => {
  const cases: Array<[string, Partial<Summary>, string, ReturnType<typeof verdict>["kind"]]> = [
    ["nothing registered", { ...NONE, servers: 0 }, "Connect your first MCP server", "no_servers"],
    ["registered, nothing reported", NONE, "Waiting for the first report", "no_lanes"],
    ["all healthy", {}, "All 212 lanes healthy", "all_healthy"],
    ["one lane, healthy", { lanes: 1, counts: countsFixture({ healthy: 1 }) }, "The one lane is healthy", "all_healthy"],
    [
      "not all healthy, but nothing to do",
      { counts: countsFixture({ healthy: 209, unknown_expiry: 2, unknown: 1 }) },
      "Nothing needs you. 209 of 212 lanes healthy, 2 unknown expiry, 1 unknown",
      "quiet",
    ],
    ["one lane", needing({ health: "expired" }), "1 lane needs you: 1 expired", "needs_you"],
    [
      "several causes, most urgent first whatever the order of the list",
      needing({ health: "refresh_failing" }, { health: "revoked", control: "contained" }, { health: "refresh_failing" }),
      "3 lanes need you: 1 revoked, 2 refresh failing",
      "needs_you",
    ],
    ["silence is a cause", needing({ health: null, freshness: "silent" }), "1 lane needs you: 1 silent", "needs_you"],
    [
      "contained with a new credential waits for a person",
      needing({ control: "contained" }),
      "1 lane needs you: 1 contained",
      "needs_you",
    ],
    [
      "more than the answer lists",
      { ...needing({ health: "expired" }), needs_you_total: 26 },
      "26 lanes need you: among them 1 expired",
      "needs_you",
    ],
  ];
  it.each(cases)("%s", (_, changes, sentence, kind) => {
    expect(verdict(summaryFixture(changes), NOW_MS)).toMatchObject({ sentence, kind });
  });

  it("says what comes next by the clock, and when it is due", () => {
    const next = (minutes: number) => ({ lane: "gh-issues", lane_id: "x", what: "refusal" as const, at: inMinutes(minutes) });
    expect(verdict(summaryFixture({ next: next(12) }), NOW_MS).next).toBe("Next forced refresh in 12 min (gh-issues)");
    expect(verdict(summaryFixture({ next: next(-1) }), NOW_MS).next).toBe("gh-issues: forced refresh is due now");
    expect(verdict(summaryFixture(), NOW_MS).next).toBeNull();
  });
});

describe("an entry of the needs-you list", () => {
  it("tells a revoked lane: evidence, what fails closed, and the one step", () => {
    const detail = "GitHub answered 401 Bad credentials.";
    const conditions = [
      { condition: "revoked" as const, since: inMinutes(-12), certainty: "confirmed" as const, detail, evidence: null },
    ];
    const card = needsYouCard(needsYouFixture({ health: "revoked", control: "contained", conditions }), NOW_MS);
    expect(card).toMatchObject({
      where: "github · acme",
      evidence: detail,
      impact: "14 tools fail closed",
      action: "Review containment",
    });
    expect(card.mark.word).toBe("Revoked");
  });
  it("counts to the moment in which tools break", () => {
    const card = needsYouCard(needsYouFixture({ health: "refresh_failing", impact_at: inMinutes(41), tools: 1 }), NOW_MS);
    expect(card.impact).toBe("1 tool affected in 41 min");
  });
  it("claims nothing of a lane that never said what it powers", () => {
    expect(needsYouCard(needsYouFixture({ health: "expired", tools: 0, declared: false }), NOW_MS).impact).toBe("Impact unknown");
  });
  it("says so when they are broken already", () => {
    expect(needsYouCard(needsYouFixture({ health: "expired", impact_at: inMinutes(-3) }), NOW_MS).impact).toBe(
      "14 tools affected now",
    );
  });
  it("sends to the server where it is the server that is silent", () => {
    const item = needsYouFixture({ health: null, freshness: "silent" });
    expect(needsYouCard(item, NOW_MS)).toMatchObject({
      action: "Check server",
      href: `/servers/${item.server.id}`,
      impact: "14 tools, state unknown",
    });
  });
  it("never says expired of a revoked lane, nor revoked of an expired one", () => {
    const text = (health: "revoked" | "expired") =>
      JSON.stringify(needsYouCard(needsYouFixture({ health }), NOW_MS)).toLowerCase();
    expect(text("revoked")).not.toContain("expired");
    expect(text("expired")).not.toContain("revoked");
  });
});

describe("the order holds while someone is inside the list", () => {
  const row = (id: string, text = id) => ({ id, text });
  const cases: Array<[string, string[], string[], string[], number]> = [
    ["nothing changed", ["a", "b"], ["a", "b"], ["a", "b"], 0],
    ["a new row waits", ["a", "b"], ["c", "a", "b"], ["a", "b"], 1],
    ["a row that went stays", ["a", "b"], ["b"], ["a", "b"], 1],
    ["a new order waits", ["a", "b"], ["b", "a"], ["a", "b"], 2],
    ["all at once", ["a", "b", "c"], ["d", "c", "a"], ["a", "b", "c"], 4],
  ];
  it.each(cases)("%s", (_, shown, fresh, expected, updates) => {
    const kept = keepOrder(
      shown.map((id) => row(id)),
      fresh.map((id) => row(id)),
    );
    expect(kept.items.map(({ id }) => id)).toEqual(expected);
    expect(kept.updates).toBe(updates);
  });
  it("renews what a row says in its place", () => {
    expect(keepOrder([row("a", "old"), row("b")], [row("a", "new"), row("b")])).toEqual({
      items: [row("a", "new"), row("b")],
      updates: 0,
    });
  });
});
