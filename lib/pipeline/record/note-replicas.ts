import type { Rejection } from "#lib/contract/event.ts";
import { type HeardServers, heardServers } from "#lib/db/lane-writes.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { type ReplicaReport, replicaKey, reportReplicas } from "#lib/db/replicas.ts";
import type { Sql } from "#lib/db/sql.ts";
import { MOST_OFFSET_MS } from "#lib/domain/clock/off-clock.ts";
import { hear, type SignOfLife } from "#lib/domain/lane/hear.ts";
import type { CheckedEvent, Report, ReportedEvent } from "./checked-event.ts";
import { stampOf } from "./to-fact.ts";

export interface NotedReplicas extends HeardServers {
  /** Replica ids by server, name and kind of key. */
  ids: Map<string, string>;
}

/** Records who reported. */
export async function noteReplicas(
  tx: Sql,
  given: readonly Report[],
  events: readonly ReportedEvent[],
  now: Date,
): Promise<NotedReplicas> {
  const byName = new Map<string, ReplicaReport>();
  for (const reported of events) {
    const { report, event } = reported;
    const key = replicaKey({ ...report, name: event.replica });
    byName.set(key, addReport(byName.get(key), reported));
  }
  for (const report of given) {
    for (const { replica: name, offsetMs } of report.offClock) {
      const key = replicaKey({ ...report, name });
      byName.set(key, { ...(byName.get(key) ?? blankReport(report, name)), clockOffsetMs: fitting(offsetMs) });
    }
  }
  const reports = [...byName.values()];
  const reporting = [...new Set(reports.map(({ serverId }) => serverId))];
  const [{ ids, regained }] = await Promise.all([
    reportReplicas(tx, reports),
    writeOutbox(
      tx,
      reporting.map((ref) => ({ topic: "server" as const, ref, serverId: ref, version: now.getTime() })),
    ),
  ]);
  const offClock = given.flatMap((report) => (report.offClock.length > 0 ? [report.serverId] : []));
  const stopped = reports.flatMap((report) => (report.heard.stopped ? [report.serverId] : []));
  return { ids, changed: [...new Set([...stopped, ...offClock, ...regained])], ...heardServers(reports) };
}

const blankReport = ({ serverId, workstation, receivedAt }: Report, name: string): ReplicaReport => ({
  serverId,
  workstation,
  name,
  receivedAt,
  heard: { at: receivedAt.getTime(), stopped: false, heartbeat: null },
  pid: null,
  version: null,
  clockOffsetMs: null,
  controlVersion: null,
});

function addReport(held: ReplicaReport | undefined, { report: given, event }: ReportedEvent): ReplicaReport {
  const { receivedAt } = given;
  const heard = hear(held?.heard ?? null, signOf(event, receivedAt));
  const report = { ...(held ?? blankReport(given, event.replica)), receivedAt, heard };
  switch (event.kind) {
    case "server.started": {
      const { pid = null, version = null } = event.data;
      return { ...report, pid, version };
    }
    case "server.heartbeat":
      return {
        ...report,
        controlVersion: event.data.control_version ?? report.controlVersion,
        clockOffsetMs: clockOffsetMs(event.reportedAt ?? event.at, receivedAt),
      };
    default:
      return report;
  }
}

const signOf = (event: CheckedEvent, receivedAt: Date): SignOfLife => ({
  stamp: stampOf(event),
  receivedAt: receivedAt.getTime(),
  isHeartbeat: event.kind === "server.heartbeat",
  stopped: event.kind === "server.stopped",
  heartbeatS: heartbeatSecondsOf(event),
});

/** How often the replica says that it will report, where it says so. */
function heartbeatSecondsOf({ kind, data }: CheckedEvent): number | null {
  const isTold = kind === "server.started" || kind === "server.heartbeat" || kind === "lane.declared";
  return isTold ? (data.heartbeat_s ?? null) : null;
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

/** A replica's clock minus ours. */
export const clockOffsetMs = (at: Date, receivedAt: Date): number => fitting(at.getTime() - receivedAt.getTime());

const fitting = (offsetMs: number): number => Math.max(-MOST_OFFSET_MS, Math.min(MOST_OFFSET_MS, offsetMs));
