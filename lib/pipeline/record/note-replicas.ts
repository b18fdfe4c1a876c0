import type { Heartbeat } from "#lib/contract/event-data.ts";
import { findLaneIds } from "#lib/db/lanes.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { type HeartbeatLane, noteStores, type ReplicaReport, reportReplicas } from "#lib/db/replicas.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { PlacedEvent } from "./checked-event.ts";

export interface NotedReplicas {
  /** Replica ids by name. */
  ids: Map<string, string>;
  anyStopped: boolean;
}

const MOST_OFFSET_MS = 2_147_483_647;

/** Records who reported, and what their heartbeats say of their stores. */
export async function noteReplicas(tx: Sql, serverId: string, events: readonly PlacedEvent[], now: Date): Promise<NotedReplicas> {
  const reports = new Map<string, ReplicaReport>();
  for (const { event } of events) reports.set(event.replica, addReport(reports.get(event.replica), event, now));
  const ids = await reportReplicas(tx, serverId, [...reports.values()], now);
  const stores = await storesOf(tx, serverId, events, ids);
  const news = await noteStores(tx, stores);
  await writeOutbox(tx, [
    { topic: "server", ref: serverId, serverId, version: now.getTime() },
    ...news.map((ref) => ({ topic: "lane" as const, ref, serverId, version: now.getTime() })),
  ]);
  return { ids, anyStopped: [...reports.values()].some(({ stopped }) => stopped) };
}

function addReport(held: ReplicaReport | undefined, event: PlacedEvent["event"], now: Date): ReplicaReport {
  const report = held ?? {
    name: event.replica,
    heartbeatS: null,
    pid: null,
    version: null,
    stopped: false,
    clockOffsetMs: null,
    controlVersion: null,
  };
  switch (event.kind) {
    case "server.started": {
      const { heartbeat_s: heartbeatS = null, pid = null, version = null } = event.data;
      return { ...report, heartbeatS, pid, version };
    }
    case "server.heartbeat":
      return {
        ...report,
        heartbeatS: event.data.heartbeat_s ?? report.heartbeatS,
        controlVersion: event.data.control_version ?? report.controlVersion,
        clockOffsetMs: clamp(event.at.getTime() - now.getTime()),
      };
    case "server.stopped":
      return { ...report, stopped: true };
    case "lane.declared":
      return { ...report, heartbeatS: report.heartbeatS ?? event.data.heartbeat_s ?? null };
    default:
      return report;
  }
}

/** An offset beyond 24 days is told as that: it does not fit, and is no less wrong. */
const clamp = (offsetMs: number): number => Math.max(-MOST_OFFSET_MS, Math.min(MOST_OFFSET_MS, offsetMs));

async function storesOf(
  tx: Sql,
  serverId: string,
  events: readonly PlacedEvent[],
  ids: ReadonlyMap<string, string>,
): Promise<HeartbeatLane[]> {
  const beats = events.flatMap(({ event }) =>
    event.kind === "server.heartbeat" ? (event.data.lanes ?? []).map((lane) => ({ lane, event })) : [],
  );
  if (beats.length === 0) return [];
  const laneIds = await findLaneIds(tx, serverId, [...new Set(beats.map(({ lane }) => lane.lane))]);
  const newest = new Map<string, HeartbeatLane>();
  for (const { lane, event } of beats) {
    const laneId = laneIds.get(lane.lane);
    const replicaId = ids.get(event.replica);
    if (laneId && replicaId) newest.set(`${laneId} ${replicaId}`, { laneId, replicaId, store: storeOf(lane) });
  }
  return [...newest.values()];
}

const storeOf = ({ store }: NonNullable<Heartbeat["lanes"]>[number]): HeartbeatLane["store"] => store ?? null;
