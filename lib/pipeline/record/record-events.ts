import type { Rejection } from "#lib/contract/event.ts";
import { countDegradedWindows } from "#lib/db/degraded-windows.ts";
import { findRecorded, writeEvents } from "#lib/db/events.ts";
import { queueFingerprints } from "#lib/db/fingerprint-checks.ts";
import { lockLanes } from "#lib/db/lane-record.ts";
import { wakeLanes, writeStates } from "#lib/db/lane-writes.ts";
import { describeLanes } from "#lib/db/lanes.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { writeStores } from "#lib/db/replicas.ts";
import { lockServers, readControlVersions } from "#lib/db/servers.ts";
import type { Sql } from "#lib/db/sql.ts";
import { fingerprintNews } from "#lib/domain/lane/fingerprint-news.ts";
import { evaluateLanes } from "../evaluate/index.ts";
import { admitLanes } from "./admit-lanes.ts";
import type { Report, ReportedEvent } from "./checked-event.ts";
import { findSightings } from "./find-sightings.ts";
import type { FoldedLane } from "./fold-lane.ts";
import { foldLanes, readLanes } from "./fold-lanes.ts";
import { noteReplicas, refuseBorrowedNames } from "./note-replicas.ts";
import { type PlacedRow, placeRow, withoutDuplicates } from "./place-rows.ts";
import { spansOfCalls } from "./spans-of-calls.ts";

/** What became of the events of one request. */
export interface RecordOutcome {
  accepted: number;
  duplicates: number;
  rejected: Rejection[];
  controlVersion: number;
}

/** What the caller knows of the events beforehand. */
export interface Expectation {
  /** Some may be recorded already. Where that is wrongly denied, Postgres refuses the transaction: `isRecordedAlready`. */
  mayRepeat: boolean;
}

/**
 * Records the checked events of a group of requests in the caller's transaction: replicas, lanes and servers are locked in that
 * order, new events appended to their streams and folded in memory, and every lane they touch is written back and judged once.
 * While the locks are held the database is asked as few times as can be: what does not wait for an answer is sent together.
 */
export async function recordEvents(
  tx: Sql,
  reports: readonly Report[],
  now: Date,
  { mayRepeat }: Expectation,
): Promise<RecordOutcome[]> {
  const events = reports.flatMap((report) => report.events.map(({ index, event }): ReportedEvent => ({ report, index, event })));
  const servers = [...new Set(reports.map(({ serverId }) => serverId))];
  const isIdle = events.length === 0 && reports.every(({ offClock }) => offClock.length === 0);
  if (isIdle) return settle(reports, [], [], new Map(), await readControlVersions(tx, servers));
  const [replicas, { ids: lanes, refused: homeless }, news] = await Promise.all([
    noteReplicas(tx, reports, events, now),
    admitLanes(tx, events),
    findSightings(tx, events),
  ]);
  const refused = new Map([...homeless, ...refuseBorrowedNames(events, replicas.ids)]);
  const admitted = events.filter((reported) => !refused.has(reported));
  const rows = admitted.flatMap((reported) => placeRow(reported, { lanes, replicas: replicas.ids }));
  const ofLanes = byLane(rows);

  const [, , recorded, read] = await Promise.all([
    lockLanes(tx, [...ofLanes.keys(), ...news.map(({ laneId }) => laneId)]),
    lockServers(tx, serversToLock(servers, admitted)),
    findRecorded(tx, mayRepeat ? rows.map(({ row }) => row) : []),
    readLanes(tx, ofLanes),
  ]);
  const fresh = withoutDuplicates(rows, recorded);
  const folded = await foldLanes(tx, byLane(fresh), read);
  const tellNews = news.map(({ laneId, serverId }) => ({
    topic: "lane" as const,
    ref: laneId,
    serverId,
    version: now.getTime(),
  }));
  // Lanes that these reports bring back, or leave without a replica, are judged by the clock's next beat.
  await Promise.all([
    writeFolded(tx, fresh, folded, now),
    writeStores(tx, news),
    writeOutbox(tx, [...tellNews, ...tellQuiet(fresh, folded, now)]),
    wakeLanes(tx, replicas, now),
  ]);
  return settle(reports, admitted, fresh, refused, await readControlVersions(tx, servers));
}

/** Appends the new events, writes what they changed of their lanes and judges what could have. */
async function writeFolded(tx: Sql, fresh: readonly PlacedRow[], folded: readonly FoldedLane[], now: Date): Promise<void> {
  const told = folded.map(({ laneId, lastEventId, before, facts }) => [laneId, { eventId: lastEventId, before, facts }] as const);
  // In this order, which is also the order of the numbers that a lane's story gets.
  await Promise.all([
    writeEvents(
      tx,
      fresh.map(({ row }) => row),
      now,
    ),
    writeStates(tx, folded),
    describeLanes(
      tx,
      folded.flatMap(({ laneId, declaration }) => (declaration ? [{ laneId, declaration }] : [])),
    ),
    evaluateLanes(
      tx,
      folded.flatMap(({ judged }) => judged ?? []),
      "event",
      now,
      new Map(told),
    ),
    queueFingerprints(
      tx,
      folded.flatMap(({ before, after }) => fingerprintNews(before, after)),
      now,
    ),
    // Calls told late belong to the windows that were open when they were made.
    countDegradedWindows(tx, spansOfCalls(fresh)),
  ]);
}

/** Word to the live readers of lanes that have new events and need no judgement, which would give it. */
function tellQuiet(fresh: readonly PlacedRow[], folded: readonly FoldedLane[], now: Date) {
  const judged = new Set(folded.flatMap(({ laneId, judged }) => (judged ? [laneId] : [])));
  return [...byLane(fresh)].flatMap(([laneId, [first]]) =>
    first && !judged.has(laneId)
      ? [{ topic: "lane" as const, ref: laneId, serverId: first.reported.report.serverId, version: now.getTime() }]
      : [],
  );
}

/** Rows of each lane; those of a server's own stream belong to none. */
const byLane = (rows: readonly PlacedRow[]): Map<string, PlacedRow[]> =>
  Map.groupBy(
    rows.filter(({ reported }) => reported.event.lane !== null),
    ({ row }) => row.streamId,
  );

/**
 * Servers whose rows are taken now, in order: those whose own stream grows, and all where there are several, since judging may
 * raise the versions of any of them in no order that another writer would keep to.
 */
function serversToLock(servers: readonly string[], events: readonly ReportedEvent[]): readonly string[] {
  if (servers.length > 1) return servers;
  return events.some(({ event }) => event.kind === "server.started" || event.kind === "server.stopped") ? servers : [];
}

/** What each request is answered. */
function settle(
  reports: readonly Report[],
  admitted: readonly ReportedEvent[],
  fresh: readonly PlacedRow[],
  refused: ReadonlyMap<ReportedEvent, Rejection>,
  versions: ReadonlyMap<string, number>,
): RecordOutcome[] {
  const isNew = new Set(fresh.map(({ reported }) => reported));
  const admittedOf = Map.groupBy(admitted, ({ report }) => report);
  const refusedOf = Map.groupBy(refused, ([{ report }]) => report);
  return reports.map((report) => {
    const mine = admittedOf.get(report) ?? [];
    const accepted = mine.filter((reported) => isNew.has(reported) || reported.event.kind === "server.heartbeat").length;
    return {
      accepted,
      duplicates: mine.length - accepted,
      rejected: (refusedOf.get(report) ?? []).map(([, rejection]) => rejection),
      controlVersion: versions.get(report.serverId) ?? 0,
    };
  });
}
