import { describe, expect, it } from "vitest";
import { markLook, neighbourMark, timelineMarks } from "#components/charts/timeline-marks.ts";
import { healthBands, overlays } from "#components/charts/timeline-overlays.ts";
import { shareOf, viewportAt } from "#components/charts/timeline-viewport.ts";
import type { LaneTimeline } from "#lib/contract/timeline.ts";
import { inMinutes, NOW_MS } from "./fixtures/lane.ts";
import { entryFixture, timelineFixture } from "./fixtures/timeline.ts";

const VIEW = viewportAt(NOW_MS, { spanMs: 3_600_000, nowShare: 0.65 }, 0);
const at = (minutes: number) => shareOf(VIEW, NOW_MS + minutes * 60_000);
const marks = (entries: LaneTimeline["entries"], nearest = 0.02) => timelineMarks(timelineFixture({ entries }), VIEW, nearest);

describe("marks", () => {
  it("tells success from failure and revocation by shape, not by colour alone", () => {
    const glyph = (kind: string) => markLook({ kind, source: "event", data: null })?.glyph;
    const glyphs = ["credential.refreshed", "credential.refresh_failed", "credential.revoked", "credential.expiring"].map(glyph);
    expect(glyphs).toEqual(["dot", "cross", "ban", "triangle"]);
  });

  it("draws a rate limit as a warning, since the credential is in order", () => {
    const fact = { kind: "auth.failed", source: "event" as const };
    expect(markLook({ ...fact, data: { outcome: "rate_limited" } })?.tone).toBe("warn");
    expect(markLook({ ...fact, data: { outcome: "auth_unclassified" } })?.tone).toBe("crit");
  });

  it("leaves routine out", () => {
    const held = entryFixture(-3, "call.refused", { data: { code: "lane_paused" } });
    expect(marks([entryFixture(-1, "call.usage"), entryFixture(-2, "credential.verified"), held])).toEqual([]);
  });

  it("stands on the bar of its fingerprint where two credentials go by one number", () => {
    const [first] = timelineFixture().generations;
    if (!first) throw new Error("the fixture holds a generation");
    const generations = [first, { ...first, fingerprint: "bbbbbbbbbbbbbbbb" }];
    const of = (fingerprint: string | undefined) =>
      entryFixture(-9, "credential.loaded", { data: { generation: 3, fingerprint } });
    const generationOf = (fingerprint?: string) =>
      timelineMarks(timelineFixture({ generations, entries: [of(fingerprint)] }), VIEW, 0.02)[0]?.generation;
    expect([generationOf("bbbbbbbbbbbbbbbb"), generationOf(first.fingerprint), generationOf()]).toEqual([
      "3-bbbbbbbbbbbbbbbb",
      "3-9f2c41d0a7b35e68",
      "3-9f2c41d0a7b35e68",
    ]);
  });

  it("stands on the bar of the generation it names, else on the track of events", () => {
    const named = entryFixture(-5, "credential.refreshed", { data: { generation: 3 } });
    const unknown = entryFixture(-9, "credential.refreshed", { data: { generation: 99 } });
    const action = entryFixture(-12, "alert.opened", { source: "action", data: { generation: 3 } });
    expect(marks([named, unknown, action]).map((mark) => mark.generation)).toEqual([null, null, "3-9f2c41d0a7b35e68"]);
  });

  it("becomes one with its neighbours, and counts them", () => {
    const entries = [-6, -5.9, -5.8].map((minutes) =>
      entryFixture(minutes, "credential.refresh_failed", { data: { generation: 3 } }),
    );
    const [mark, ...others] = marks(entries);
    expect(others).toEqual([]);
    expect(mark).toMatchObject({ at: at(-6), ids: entries.map((entry) => entry.id), id: entries[2]?.id });
  });

  it("looks like the most urgent of its neighbours, whatever came last", () => {
    const entries = [
      entryFixture(-6, "credential.refreshed"),
      entryFixture(-5.9, "credential.refresh_failed"),
      entryFixture(-5.8, "credential.refreshed"),
    ];
    const [mark, ...others] = marks(entries);
    expect(others).toEqual([]);
    expect(mark).toMatchObject({
      glyph: "cross",
      tone: "crit",
      id: entries[1]?.id,
      ids: entries.map(({ id }) => id),
      at: at(-6),
    });
  });

  it("is walked in order of time and stops at both ends", () => {
    const walked = marks([entryFixture(-3, "auth.failed"), entryFixture(-9, "credential.loaded")]);
    const [first, second] = walked;
    expect(neighbourMark(walked, null, -1)).toBe(second);
    expect(neighbourMark(walked, second?.id ?? null, -1)).toBe(first);
    expect(neighbourMark(walked, first?.id ?? null, -1)).toBe(first);
    expect(neighbourMark([], null, 1)).toBeNull();
  });
});

describe("what lies over the bars", () => {
  const transition = (minutes: number, changes: Partial<LaneTimeline["transitions"][number]> = {}) => ({
    at: inMinutes(minutes),
    health: "healthy" as const,
    control: "active" as const,
    freshness: "live" as const,
    cause: "event" as const,
    ...changes,
  });
  const over = (changes: Partial<LaneTimeline>) =>
    overlays(timelineFixture({ transitions: [], entries: [], ...changes }), VIEW, NOW_MS);

  it("times both ends of a degraded window", () => {
    const window = {
      started_at: inMinutes(-1),
      ended_at: inMinutes(-0.2),
      reason: "expired",
      closed_as: null,
      generation: 3,
      served: 0,
      refused: 1,
    } as const;
    expect(over({ degraded: [window] })).toEqual([
      { kind: "degraded", open: false, label: "degraded 02:13:07–02:13:55 (48 s)", from: at(-1), to: at(-0.2) },
    ]);
  });

  it("leaves an open degraded window open", () => {
    const window = {
      started_at: inMinutes(-3),
      ended_at: null,
      reason: "expired",
      closed_as: null,
      generation: 3,
      served: 0,
      refused: 1,
    } as const;
    expect(over({ degraded: [window] })).toMatchObject([{ open: true, label: "degraded 02:11:07–now (3 min)", to: at(0) }]);
  });

  it("outlines a pause from its beginning to its end", () => {
    const transitions = [transition(-20), transition(-10, { control: "paused" }), transition(-4)];
    expect(over({ transitions })).toMatchObject([{ kind: "paused", open: false, from: at(-10), to: at(-4) }]);
  });

  it("shows silence, which is no pause", () => {
    const transitions = [transition(-20), transition(-5, { freshness: "silent", health: null })];
    expect(over({ transitions })).toMatchObject([{ kind: "silent", open: true, label: "no report 02:09:07–now (5 min)" }]);
  });

  it("stripes a rate limit to the provider's retry time", () => {
    const limited = entryFixture(-8, "auth.failed", { data: { outcome: "rate_limited", retry_at: inMinutes(-2) } });
    expect(over({ entries: [limited] })).toMatchObject([{ kind: "rate_limited", from: at(-8), to: at(-2) }]);
  });

  it("draws health as bands that hold until the next, whatever else changes", () => {
    const transitions = [transition(-30), transition(-20, { control: "paused" }), transition(-10, { health: "expired" })];
    const bands = healthBands(timelineFixture({ transitions }), VIEW, NOW_MS);
    expect(bands.map(({ health, from, to }) => ({ health, from, to }))).toEqual([
      { health: "healthy", from: at(-30), to: at(-10) },
      { health: "expired", from: at(-10), to: at(0) },
    ]);
  });
});
