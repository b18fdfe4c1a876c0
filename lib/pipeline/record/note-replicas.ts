import type { Rejection } from "#lib/contract/event.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { type ReplicaReport, replicaKey, reportReplicas } from "#lib/db/replicas.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { ReportedEvent } from "./checked-event.ts";

export interface NotedReplicas {
  /** Replica ids by server, name and kind of key. */
  ids: Map<string, string>;
  /** Servers of which a replica said goodbye. */
  stopped: string[];
  /** Every server that reported. */
  reporting: string[];
}

const MOST_OFFSET_MS = 2_147_483_647;

/** Records who reported. */
export async function noteReplicas(tx: Sql, events: readonly ReportedEvent[], now: Date): Promise<NotedReplicas> {
  const byName = new Map<string, ReplicaReport>();
  for (const reported of events) {
    const { report, event } = reported;
    const key = replicaKey({ ...report, name: event.replica });
    byName.set(key, addReport(byName.get(key), reported));
  }
  const reports = [...byName.values()];
  const reporting = [...new Set(reports.map(({ serverId }) => serverId))];
  const [ids] = await Promise.all([
    reportReplicas(tx, reports),
    writeOutbox(
      tx,
      reporting.map((ref) => ({ topic: "server" as const, ref, serverId: ref, version: now.getTime() })),
    ),
  ]);
  const stopped = reports.flatMap((report) => (report.stopped ? [report.serverId] : []));
  return { ids, stopped: [...new Set(stopped)], reporting };
}

function addReport(
  held: ReplicaReport | undefined,
  { report: { serverId, workstation, receivedAt }, event }: ReportedEvent,
): ReplicaReport {
  const report: ReplicaReport = {
    heartbeatS: null,
    pid: null,
    version: null,
    stopped: false,
    clockOffsetMs: null,
    controlVersion: null,
    ...held,
    serverId,
    workstation,
    name: event.replica,
    at: receivedAt,
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
        clockOffsetMs: clockOffsetMs(event.at, receivedAt),
      };
    case "server.stopped":
      return { ...report, stopped: true };
    case "lane.declared":
      return { ...report, heartbeatS: report.heartbeatS ?? event.data.heartbeat_s ?? null };
    default:
      return report;
  }
}

/** A workstation cannot speak under the name of a service, nor a service under that of a workstation. */
export const refuseBorrowedNames = (
  events: readonly ReportedEvent[],
  ids: ReadonlyMap<string, string>,
): (readonly [ReportedEvent, Rejection])[] =>
  events
    .filter(({ report, event }) => !ids.has(replicaKey({ ...report, name: event.replica })))
    .map((reported) => {
      const { index, event } = reported;
      const detail = `The replica ${event.replica} reports under another kind of key: give this process a name of its own.`;
      return [reported, { index, id: event.id, code: "wrong_server", detail }];
    });

/** A replica's clock minus ours. An offset beyond 24 days is told as that: it does not fit, and is no less wrong. */
export const clockOffsetMs = (at: Date, receivedAt: Date): number =>
  Math.max(-MOST_OFFSET_MS, Math.min(MOST_OFFSET_MS, at.getTime() - receivedAt.getTime()));
