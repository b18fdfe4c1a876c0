import type { Rejection } from "#lib/contract/event.ts";
import { type EventRow, eventKey, findRecorded, writeEvents } from "#lib/db/events.ts";
import { lockLanes, readLaneRecords } from "#lib/db/lane-record.ts";
import { wakeLanes, writeStates } from "#lib/db/lane-writes.ts";
import { describeLanes } from "#lib/db/lanes.ts";
import { lockServer, readControlVersion } from "#lib/db/servers.ts";
import type { Sql } from "#lib/db/sql.ts";
import { evaluateLanes } from "../evaluate/index.ts";
import { admitLanes } from "./admit-lanes.ts";
import type { PlacedEvent } from "./checked-event.ts";
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
 */
export async function recordEvents(tx: Sql, serverId: string, events: readonly PlacedEvent[], now: Date): Promise<RecordOutcome> {
  if (events.length === 0)
    return { accepted: 0, duplicates: 0, rejected: [], controlVersion: await readControlVersion(tx, serverId) };
  const { ids: replicaIds, anyStopped } = await noteReplicas(tx, serverId, events, now);
  const { laneIds, rejected } = await admitLanes(tx, serverId, events);
  const locked = [...new Set(laneIds.values())];
  await lockLanes(tx, locked);
  if (events.some(({ event }) => event.kind === "server.started" || event.kind === "server.stopped"))
    await lockServer(tx, serverId);
  await noteSightings(tx, serverId, events, replicaIds, now);

  const refused = new Set(rejected.map(({ index }) => index));
  const admitted = events.filter(({ index, event }) => !refused.has(index) && event.kind !== "server.heartbeat");
  const rows = admitted.map(({ event }) => ({ event, row: toRow(event, serverId, laneIds, replicaIds) }));
  const fresh = withoutDuplicates(
    rows,
    await findRecorded(
      tx,
      rows.map(({ row }) => row),
    ),
  );
  await writeEvents(
    tx,
    fresh.map(({ row }) => row),
    now,
  );

  const records = await readLaneRecords(tx, locked);
  const folded = records.map((record) =>
    foldRecord(
      record,
      fresh.filter(({ row }) => row.streamId === record.id),
    ),
  );
  await writeStates(
    tx,
    folded.map(({ record, before }) => ({ laneId: record.id, before, after: record.state })),
  );
  await describeLanes(
    tx,
    folded.flatMap(({ record, declaration }) => (declaration ? [{ laneId: record.id, declaration }] : [])),
  );
  const touched = folded.filter(({ needsJudgement }) => needsJudgement);
  const eventIds = new Map(
    touched.flatMap(({ record, lastEventId }) => (lastEventId ? [[record.id, lastEventId] as const] : [])),
  );
  await evaluateLanes(
    tx,
    touched.map(({ record }) => record),
    "event",
    now,
    eventIds,
  );
  // Lanes that these reports bring back, or leave without a replica, are judged by the clock's next beat.
  await wakeLanes(tx, serverId, anyStopped ? "all" : "not_live", now);

  const heartbeats = events.filter(({ event }) => event.kind === "server.heartbeat").length;
  return {
    accepted: fresh.length + heartbeats,
    duplicates: rows.length - fresh.length,
    rejected,
    controlVersion: await readControlVersion(tx, serverId),
  };
}

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
function withoutDuplicates<T extends { row: EventRow }>(rows: readonly T[], recorded: Set<string>): T[] {
  const seen = new Set(recorded);
  return rows.filter(({ row }) => {
    const key = eventKey(row);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
