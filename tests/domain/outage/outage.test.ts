import { describe, expect, test } from "vitest";
import { MISSED_HEARTBEATS, type ReplicaPresence, silentFrom } from "#lib/domain/lane/presence.ts";
import { describeOutage } from "#lib/domain/outage/describe.ts";
import { excuse } from "#lib/domain/outage/excuse.ts";
import { type Pulse, whatLags } from "#lib/domain/outage/keeps-up.ts";
import { heldUntil, isDuring, type Outage, RESTART_MS } from "#lib/domain/outage/outage.ts";
import { outagesAt } from "#lib/domain/outage/watch.ts";
import { at, MINUTE, SECOND } from "#tests/domain/support/facts.ts";

const deaf = (from: number, to: number | null): Outage => ({
  part: "reception",
  startedAt: at(from),
  endedAt: to === null ? null : at(to),
});
const still = (from: number, to: number): Outage => ({ ...deaf(from, to), part: "clock" });

describe("alerts wait", () => {
  test.each<[name: string, outages: Outage[], now: number, until: number | null]>([
    ["for two minutes after nobody could be heard", [deaf(0, 600)], 601, 720],
    ["until the two minutes are over", [deaf(0, 600)], 720, null],
    ["while nobody can be heard", [deaf(0, null)], 300, 420],
    ["for the latest of several", [deaf(0, 100), deaf(300, 600)], 601, 720],
    ["not because the clock stood still: whatever was reported was heard", [still(0, 600)], 601, null],
    ["not where Lanekeeper was never away", [], 601, null],
  ])("%s", (_, outages, now, until) => expect(heldUntil(outages, at(now))).toBe(until === null ? null : at(until)));
});

describe("silence is counted again", () => {
  const replica = (lastHeard: number, heartbeatMs = 30 * SECOND): ReplicaPresence => ({
    startedAt: at(-1_000),
    lastReportAt: at(lastHeard),
    stopped: false,
    heartbeatMs,
  });
  const silentAfter = (heard: ReplicaPresence, outages: readonly Outage[], now: number) =>
    excuse({ web1: heard }, outages, at(now)).web1;
  const from = (presence: ReplicaPresence | undefined) => presence && silentFrom(presence) - at(0);

  test.each<[name: string, heard: ReplicaPresence, outages: Outage[], now: number, silentAt: number]>([
    ["from the end, for a replica that was live when it began", replica(100), [deaf(120, 600)], 600, 600 + 120 + 90],
    ["and by the replica's own heartbeat", replica(100, 10 * MINUTE), [deaf(120, 600)], 600, 600 + 120 + 1_800],
    ["not for one that was silent before", replica(0), [deaf(120, 600)], 600, 90],
    ["not for one that has been heard since", replica(610), [deaf(120, 600)], 620, 700],
    [
      "again from the end of another that left too little time to come back",
      replica(100),
      [deaf(620, 900), deaf(120, 600)],
      900,
      1_110,
    ],
    ["not from that of one that left enough", replica(100), [deaf(721, 900), deaf(120, 600)], 900, 190],
    ["ahead of now, while it lasts", replica(100), [deaf(120, null)], 500, 500 + 120 + 90],
    ["not because the clock stood still", replica(100), [still(120, 600)], 600, 190],
  ])("%s", (_, heard, outages, now, silentAt) => expect(from(silentAfter(heard, outages, now))).toBe(silentAt * SECOND));

  test("so that none falls silent within the two minutes that servers have to come back", () => {
    const until = silentFrom(silentAfter(replica(100), [deaf(120, 600)], 600) ?? replica(0));
    expect(until - at(600)).toBe(RESTART_MS + MISSED_HEARTBEATS * 30 * SECOND);
  });
});

test("a part whose last beat is too old is away, though nobody has written that down", () => {
  const watch = { beats: [{ part: "reception" as const, at: at(0) }], outages: [still(-100, -50)] };
  expect(outagesAt(watch, at(15))).toEqual([still(-100, -50)]);
  expect(outagesAt(watch, at(16))).toEqual([still(-100, -50), deaf(0, null)]);
});

test.each([
  [-1, false],
  [0, true],
  [60, true],
  [61, false],
])("second %i is within an outage: %s", (second, within) => expect(isDuring([deaf(0, 60)], at(second))).toBe(within));

describe("the dead-man switch is pinged", () => {
  const pulse = (changes: Partial<Pulse>): Pulse => ({
    dueLaneSince: null,
    dueCommandSince: null,
    receptionAt: at(100),
    ...changes,
  });
  test.each<[name: string, pulse: Pulse, lags: string[]]>([
    ["when nothing is due", pulse({}), []],
    ["when what is due became so a moment ago", pulse({ dueLaneSince: at(75), dueCommandSince: at(75) }), []],
    ["not when lanes are judged late", pulse({ dueLaneSince: at(60) }), ["lanes are judged late"]],
    ["not when commands are followed up late", pulse({ dueCommandSince: at(60) }), ["commands are followed up late"]],
    ["not when no web server works", pulse({ receptionAt: at(80) }), ["no web server takes events and delivers commands"]],
    ["not when none ever did", pulse({ receptionAt: null }), ["no web server takes events and delivers commands"]],
  ])("%s", (_, given, lags) => expect(whatLags(given, at(100))).toEqual(lags));
});

test.each([
  [30, "Lanekeeper heard no server for 30 s"],
  [2_400, "Lanekeeper heard no server for 40 min"],
])("an outage of %i s is told as %s", (seconds, sentence) =>
  expect(describeOutage({ part: "reception", startedAt: at(0), endedAt: at(seconds) })).toBe(sentence),
);
