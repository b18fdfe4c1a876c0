import { describe, expect, test } from "vitest";
import { freshnessOf, isLive, lastReportAt, type ReplicaPresence } from "#lib/domain/lane/presence.ts";
import type { Freshness, Presence } from "#lib/domain/vocabulary.ts";

const NOW = 1_000_000;
/** Heard so many milliseconds ago, expected every 30 s. */
const heard = (agoMs: number, more: Partial<ReplicaPresence> = {}): ReplicaPresence => ({
  startedAt: 0,
  lastReportAt: NOW - agoMs,
  stopped: false,
  heartbeatMs: 30_000,
  ...more,
});
const stopped = heard(0, { stopped: true });

describe("a replica is live", () => {
  test.each<[name: string, replica: ReplicaPresence, live: boolean]>([
    ["now that it reports", heard(0), true],
    ["until three heartbeats are missed", heard(89_999), true],
    ["not when three heartbeats are missed", heard(90_000), false],
    ["for three of its own heartbeats", heard(90_000, { heartbeatMs: 60_000 }), true],
    ["not once it has stopped", stopped, false],
    ["although it was heard in the future", heard(-86_400_000), true],
  ])("%s", (_, replica, live) => expect(isLive(replica, NOW)).toBe(live));
});

describe("freshness", () => {
  test.each<[name: string, presence: Presence, replicas: ReplicaPresence[], freshness: Freshness]>([
    ["never_reported without a replica", "always_on", [], "never_reported"],
    ["never_reported without a replica, on demand", "on_demand", [], "never_reported"],
    ["live with one live replica among dead ones", "always_on", [stopped, heard(90_000), heard(0)], "live"],
    ["live with one live replica, on demand", "on_demand", [stopped, heard(0)], "live"],
    ["silent where all replicas missed their heartbeats", "always_on", [heard(90_000)], "silent"],
    ["silent where all replicas of an always-on server stopped", "always_on", [stopped], "silent"],
    ["idle where all replicas of an on-demand server stopped", "on_demand", [stopped], "idle"],
    ["idle where an on-demand replica went without a word", "on_demand", [heard(90_000)], "idle"],
  ])("%s", (_, presence, replicas, freshness) => {
    const named = Object.fromEntries(replicas.map((replica, index) => [`web${index}`, replica]));
    expect(freshnessOf({ replicas: named }, presence, NOW)).toBe(freshness);
  });

  test.each<[presence: Presence, freshness: Freshness]>([
    ["always_on", "silent"],
    ["on_demand", "idle"],
  ])("of an %s server is %s once all its replicas are forgotten", (presence, freshness) => {
    expect(freshnessOf({ replicas: {}, leftAt: NOW - 86_400_000 }, presence, NOW)).toBe(freshness);
    expect(lastReportAt({ replicas: {}, leftAt: NOW - 86_400_000 })).toBe(NOW - 86_400_000);
  });

  test("tells the last report of any replica, stopped ones too", () => {
    expect(lastReportAt({ replicas: { web1: heard(500), web2: { ...stopped, lastReportAt: NOW - 20 } } })).toBe(NOW - 20);
    expect(lastReportAt({ replicas: {} })).toBeNull();
  });
});
