import type { Rejection } from "#lib/contract/event.ts";
import { type EventRow, eventKey, findRecorded, writeEvents } from "#lib/db/events.ts";
import { type LaneRecord, lockLanes, readLaneRecords } from "#lib/db/lane-record.ts";
import { wakeLanes, writeStates } from "#lib/db/lane-writes.ts";
import { describeLanes } from "#lib/db/lanes.ts";
import { lockServer, readControlVersion } from "#lib/db/servers.ts";
import type { Sql } from "#lib/db/sql.ts";
import { evaluateLanes } from "../evaluate/index.ts";
import { admitLanes } from "./admit-lanes.ts";
import type { CheckedEvent, PlacedEvent } from "./checked-event.ts";
import { foldRecord } from "./fold-record.ts";
import { noteReplicas } from "./note-replicas.ts";
import { noteSightings } from "./note-sightings.ts";

export interface RecordOutcome {
  accepted: number;
  duplicates: number;
  rejected: Rejection[];
  controlVersion: number;
}

/**
 * Records checked events of one server in the caller's transaction: lanes are locked in id order, new events appended to their
 * streams and folded in memory, and every lane they touch is written back and judged once.
 * While the locks are held the database is asked as few times as can be: what does not wait for an answer is sent together.
 */
export async function recordEvents(tx: Sql, serverId: string, events: readonly PlacedEvent[], now: Date): Promise<RecordOutcome> {
  if (events.length === 0)
    return { accepted: 0, duplicates: 0, rejected: [], controlVersion: await readControlVersion(tx, serverId) };
  const { ids: replicaIds, anyStopped } = await noteReplicas(tx, serverId, events, now);
  const { laneIds, rejected } = await admitLanes(tx, serverId, events);
  const locked = [...new Set(laneIds.values())];
  const refused = new Set(rejected.map(({ index }) => index));
  const rows = events
    .filter(({ index, event }) => !refused.has(index) && event.kind !== "server.heartbeat")
    .map(({ event }) => ({ event, row: toRow(event, serverId, laneIds, replicaIds) }));

  const [, , recorded, records] = await Promise.all([
    lockLanes(tx, locked),
    events.some(isOfServersLife) ? lockServer(tx, serverId) : null,
    findRecorded(
      tx,
      rows.map(({ row }) => row),
    ),
    readLaneRecords(tx, locked),
  ]);
  await noteSightings(tx, serverId, events, replicaIds, now);
  const fresh = withoutDuplicates(rows, recorded);
  await writeFolded(tx, fresh, records, now);

  // Lanes that these reports bring back, or leave without a replica, are judged by the clock's next beat.
  const woken = wakeLanes(tx, serverId, anyStopped ? "all" : "not_live", now);
  const [controlVersion] = await Promise.all([readControlVersion(tx, serverId), woken]);
  const heartbeats = events.filter(({ event }) => event.kind === "server.heartbeat").length;
  return { accepted: fresh.length + heartbeats, duplicates: rows.length - fresh.length, rejected, controlVersion };
}

interface PlacedRow {
  event: CheckedEvent;
  row: EventRow;
}

/** Appends the new events, folds them into their lanes, writes what changed and judges what could have. */
async function writeFolded(tx: Sql, fresh: readonly PlacedRow[], records: readonly LaneRecord[], now: Date): Promise<void> {
  const ofLane = Map.groupBy(fresh, ({ row }) => row.streamId);
  const folded = records.map((record) => foldRecord(record, ofLane.get(record.id) ?? []));
  const touched = folded.filter(({ needsJudgement }) => needsJudgement);
  const lastEvents = touched.flatMap(({ record, lastEventId }) => (lastEventId ? [[record.id, lastEventId] as const] : []));
  // In this order, which is also the order of the numbers that a lane's story gets.
  await Promise.all([
    writeEvents(
      tx,
      fresh.map(({ row }) => row),
      now,
    ),
    writeStates(
      tx,
      folded.map(({ record, before }) => ({ laneId: record.id, before, after: record.state })),
    ),
    describeLanes(
      tx,
      folded.flatMap(({ record, declaration }) => (declaration ? [{ laneId: record.id, declaration }] : [])),
    ),
    evaluateLanes(
      tx,
      touched.map(({ record }) => record),
      "event",
      now,
      new Map(lastEvents),
    ),
  ]);
}

const isOfServersLife = ({ event }: PlacedEvent): boolean => event.kind === "server.started" || event.kind === "server.stopped";

function toRow(
  event: PlacedEvent["event"],
  serverId: string,
  laneIds: ReadonlyMap<string, string>,
  replicaIds: ReadonlyMap<string, string>,
): EventRow {
  const streamId = event.lane === null ? serverId : laneIds.get(event.lane);
  const sourceId = replicaIds.get(event.replica);
  if (!streamId || !sourceId) throw new Error("an admitted event has no stream or no replica");
  const { id: eventId, at: occurredAt, kind, sequence, skewed, traceparent, raw: data } = event;
  return { streamId, occurredAt, sourceId, eventId, kind, sequence, skewed, traceparent, data };
}

/** Leaves out what is recorded already, and what the same request says twice. */
function withoutDuplicates(rows: readonly PlacedRow[], recorded: ReadonlySet<string>): PlacedRow[] {
  const seen = new Set(recorded);
  return rows.filter(({ row }) => {
    const key = eventKey(row);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
