import { findLaneIds } from "#lib/db/lanes.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { type HeartbeatLane, noteStores } from "#lib/db/replicas.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { PlacedEvent } from "./checked-event.ts";

/**
 * Notes what heartbeats say of the replicas' stores, and tells consoles where that is news.
 * The caller holds the lanes' locks: an acknowledgement takes these rows after its lane, and so must this.
 */
export async function noteSightings(
  tx: Sql,
  serverId: string,
  events: readonly PlacedEvent[],
  replicaIds: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  const news = await noteStores(tx, await sightingsOf(tx, serverId, events, replicaIds));
  await writeOutbox(
    tx,
    news.map((ref) => ({ topic: "lane" as const, ref, serverId, version: now.getTime() })),
  );
}

/** The last word of each replica on each lane. */
async function sightingsOf(
  tx: Sql,
  serverId: string,
  events: readonly PlacedEvent[],
  replicaIds: ReadonlyMap<string, string>,
): Promise<HeartbeatLane[]> {
  const beats = events.flatMap(({ event }) =>
    event.kind === "server.heartbeat" ? (event.data.lanes ?? []).map((lane) => ({ lane, event })) : [],
  );
  if (beats.length === 0) return [];
  const laneIds = await findLaneIds(tx, serverId, [...new Set(beats.map(({ lane }) => lane.lane))]);
  const newest = new Map<string, HeartbeatLane>();
  for (const { lane, event } of beats) {
    const laneId = laneIds.get(lane.lane);
    const replicaId = replicaIds.get(event.replica);
    if (laneId && replicaId) newest.set(`${laneId} ${replicaId}`, { laneId, replicaId, store: lane.store ?? null });
  }
  return [...newest.values()];
}
