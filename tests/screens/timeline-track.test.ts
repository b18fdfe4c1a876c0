import { describe, expect, it } from "vitest";
import { timelineLines } from "#components/charts/timeline-text.ts";
import { type GenerationTrack, generationTracks } from "#components/charts/timeline-track.ts";
import { shareOf, viewportAt } from "#components/charts/timeline-viewport.ts";
import type { GenerationView } from "#lib/contract/lane-parts.ts";
import type { LaneTimeline } from "#lib/contract/timeline.ts";
import { inMinutes, laneDetailFixture, NOW_MS } from "./fixtures/lane.ts";
import { entryFixture, timelineFixture } from "./fixtures/timeline.ts";

const VIEW = viewportAt(NOW_MS, { spanMs: 3 * 3_600_000, nowShare: 0.65 }, 0);
const at = (minutes: number) => shareOf(VIEW, NOW_MS + minutes * 60_000);

function generation(changes: Partial<GenerationView> = {}): GenerationView {
  const [first] = laneDetailFixture().generations;
  if (!first) throw new Error("the fixture holds a generation");
  return { ...first, ...changes };
}

function tracks(changes: Partial<LaneTimeline>, missingScopes = 0): GenerationTrack[] {
  return generationTracks(timelineFixture(changes), { view: VIEW, nowMs: NOW_MS, missingScopes });
}

const parts = (track: GenerationTrack | undefined) => track?.bars.map((bar) => bar.part);

const REVOKED = generation({
  state: "revoked",
  revoked: { at: inMinutes(-12), certainty: "confirmed", reason: null, evidence: null },
});
const EXPIRED = generation({
  state: "expired",
  issued_at: inMinutes(-90),
  expires_at: inMinutes(-30),
  expired: { at: inMinutes(-30), certainty: "inferred", evidence: null },
});
const OLD = generation({
  number: 2,
  fingerprint: "1111111111111111",
  state: "standby",
  issued_at: inMinutes(-75),
  expires_at: inMinutes(6),
});

describe("bars of a generation", () => {
  it("draws life, warning and forced-refresh windows of the one in use, with its end on the clock", () => {
    const [track] = tracks({});
    expect(track?.bars).toEqual([
      { part: "life", from: at(-20), to: at(28) },
      { part: "warning", from: at(28), to: at(37) },
      { part: "refusal", from: at(37), to: at(40) },
    ]);
    expect(track?.cap).toEqual({ at: at(40), label: "02:54" });
  });

  it("says when it ends where that is out of sight", () => {
    const [track] = tracks({ generations: [generation({ expires_at: inMinutes(600) })] });
    expect(track).toMatchObject({ cap: null, beyond: "ends 12:14 UTC →" });
    expect(tracks({})[0]?.beyond).toBeNull();
  });

  it("says how long two generations overlapped, once the old one is dead", () => {
    const old = { ...OLD, retired_at: inMinutes(-19.5), state: "retired" as const };
    expect(tracks({ generations: [generation(), old] })[1]?.retired).toEqual({ at: at(-19.5), label: "dead, overlap 30 s" });
    expect(tracks({ generations: [generation(), OLD] })[1]?.retired).toEqual({ at: at(0), label: "not yet confirmed dead" });
    expect(tracks({})[0]?.retired).toBeNull();
  });

  it("cuts a revoked one and shows what it would have lived to", () => {
    const [track] = tracks({ generations: [REVOKED] });
    expect(parts(track)).toEqual(["life", "ghost"]);
    expect(track).toMatchObject({ cut: { at: at(-12), label: "would have lived to 02:54 UTC" }, cap: null, dead: null });
  });

  it("leads a dead line from the end of an expired one to now", () => {
    const [track] = tracks({
      generations: [EXPIRED],
      deadlines: { refresh_at: null, warn_at: null, refuse_at: null, expires_at: null },
    });
    expect(track?.bars.at(-1)).toEqual({ part: "dead", from: at(-30), to: at(0) });
    expect(track).toMatchObject({ cut: null, cap: null, dead: { label: "dead 30 min" } });
  });

  it("draws no dead line where a newer generation had taken over in time", () => {
    const [, old] = tracks({
      generations: [generation(), { ...EXPIRED, number: 2, issued_at: inMinutes(-80), expires_at: inMinutes(-5) }],
    });
    expect(parts(old)).not.toContain("dead");
  });

  it("halves the old one from the cut-over to its end", () => {
    const cutOver = entryFixture(-19, "rotation.cut_over", { data: { generation: 3 } });
    const [, old] = tracks({ generations: [generation(), OLD], entries: [cutOver] });
    expect(old?.bars).toEqual([
      { part: "life", from: at(-75), to: at(-19) },
      { part: "overlap", from: at(-19), to: at(6) },
    ]);
  });

  it("closes the overlap where the end is confirmed", () => {
    const retired = { ...OLD, state: "retired" as const, retired_at: inMinutes(-5) };
    const [, old] = tracks({ generations: [generation(), retired] });
    expect(old?.bars.at(-1)).toEqual({ part: "retired", from: at(-20), to: at(-5) });
  });

  it("lets a candidate take nothing over", () => {
    const candidate = generation({ number: 4, fingerprint: "4444444444444444", state: "candidate", issued_at: inMinutes(-1) });
    const [, serving] = tracks({ generations: [candidate, generation()] });
    expect(parts(serving)).toEqual(["life", "warning", "refusal"]);
  });

  it("steps down where scopes were narrowed, and says by how many", () => {
    const transitions = [
      { at: inMinutes(-6), health: "scope_narrowed", control: "active", freshness: "live", cause: "event" } as const,
    ];
    const [track] = tracks({ transitions }, 2);
    expect(parts(track)).toEqual(["life", "narrowed", "warning", "refusal"]);
    expect(track?.notch).toEqual({ at: at(-6), label: "−2 scopes" });
  });

  it("fades where nobody knows the end, and invents none", () => {
    const [track] = tracks({ generations: [generation({ expires_at: null })] });
    expect(track?.bars).toEqual([
      { part: "life", from: at(-20), to: at(0) },
      { part: "fade", from: at(0), to: at(20) },
    ]);
    expect(track?.cap).toBeNull();
  });

  it("leaves out what ended before the view begins", () => {
    const gone = generation({
      issued_at: inMinutes(-900),
      expires_at: inMinutes(-800),
      retired_at: inMinutes(-850),
      state: "retired",
    });
    expect(tracks({ generations: [gone] })).toEqual([]);
  });

  it("draws each lease under its own generation", () => {
    const lease = {
      replica: "a",
      fingerprint: "3333333333333333",
      issued_at: inMinutes(-2),
      expires_at: inMinutes(1),
      generation: 2,
    };
    const [newer, old] = tracks({ generations: [generation(), OLD], leases: [lease] });
    expect(newer?.leases).toEqual([]);
    expect(old?.leases).toEqual([{ part: "life", from: at(-2), to: at(1) }]);
  });

  it("draws a lease once, and only until the next one of its replica", () => {
    const lease = {
      replica: "a",
      fingerprint: "3333333333333333",
      issued_at: inMinutes(-9),
      expires_at: inMinutes(1),
      generation: 3,
    };
    const next = { ...lease, fingerprint: "4444444444444444", issued_at: inMinutes(-4), expires_at: inMinutes(6) };
    const [track] = tracks({ leases: [lease, lease, next] });
    expect(track?.leases).toEqual([
      { part: "life", from: at(-9), to: at(-4) },
      { part: "life", from: at(-4), to: at(6) },
    ]);
  });

  it("draws the windows on the lease, where the clock counts to its end", () => {
    const lease = {
      replica: "a",
      fingerprint: "3333333333333333",
      issued_at: inMinutes(-2),
      expires_at: inMinutes(4),
      generation: 3,
    };
    const deadlines = { refresh_at: null, warn_at: inMinutes(2), refuse_at: inMinutes(3), expires_at: inMinutes(4) };
    const [track] = tracks({ generations: [generation({ expires_at: "never" })], leases: [lease], deadlines });
    expect(parts(track)).toEqual(["life"]);
    expect(track?.leases.map((bar) => bar.part)).toEqual(["life", "warning", "refusal"]);
  });

  it("keeps the windows of the last one served when no live replica serves it", () => {
    const [track] = tracks({ generations: [generation({ state: "standby", serving_replicas: 0 })] });
    expect(parts(track)).toEqual(["life", "warning", "refusal"]);
  });
});

describe("the same in words", () => {
  const facts = (generations: GenerationView[]) =>
    timelineLines(timelineFixture({ generations }), NOW_MS).map((line) => line.facts);

  it("says of each generation when it began and how it ends", () => {
    expect(facts([generation()])).toEqual(["issued 01:54 UTC; ends in 40 min, 02:54 UTC"]);
    const retired = generation({ state: "retired", retired_at: inMinutes(-5) });
    expect(facts([retired])).toEqual(["issued 01:54 UTC; retired 02:09 UTC; its date was 02:54 UTC"]);
    expect(facts([EXPIRED])).toEqual(["issued 00:44 UTC; dead for 30 min, since 01:44 UTC"]);
    expect(facts([REVOKED])).toEqual(["issued 01:54 UTC; revoked 02:02 UTC; would have lived to 02:54 UTC"]);
    expect(facts([generation({ expires_at: "never", issued_at: null })])).toEqual(["first seen 01:54 UTC; has no end"]);
    expect(facts([generation({ expires_at: null })])).toEqual(["issued 01:54 UTC; its end is unknown"]);
  });

  it("times degraded windows, the open one too", () => {
    const window = {
      started_at: inMinutes(-3),
      reason: "expired",
      generation: 3,
      served: 0,
      refused: 2,
      closed_as: null,
    } as const;
    const lines = timelineLines(
      timelineFixture({
        generations: [],
        degraded: [
          { ...window, ended_at: inMinutes(-2) },
          { ...window, ended_at: null },
        ],
      }),
      NOW_MS,
    );
    expect(lines.map((line) => line.facts)).toEqual([
      "02:11 UTC to 02:12 UTC, 1 min; 0 served, 2 refused",
      "since 02:11 UTC, for 3 min, not over; 0 served, 2 refused",
    ]);
  });
});
