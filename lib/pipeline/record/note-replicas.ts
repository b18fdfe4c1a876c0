import { writeOutbox } from "#lib/db/outbox.ts";
import { type ReplicaReport, reportReplicas } from "#lib/db/replicas.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { PlacedEvent } from "./checked-event.ts";

export interface NotedReplicas {
  /** Replica ids by name. */
  ids: Map<string, string>;
  anyStopped: boolean;
}

const MOST_OFFSET_MS = 2_147_483_647;

/** Records who reported. */
export async function noteReplicas(tx: Sql, serverId: string, events: readonly PlacedEvent[], now: Date): Promise<NotedReplicas> {
  const reports = new Map<string, ReplicaReport>();
  for (const { event } of events) reports.set(event.replica, addReport(reports.get(event.replica), event, now));
  const ids = await reportReplicas(tx, serverId, [...reports.values()], now);
  await writeOutbox(tx, [{ topic: "server", ref: serverId, serverId, version: now.getTime() }]);
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
