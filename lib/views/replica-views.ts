import type { ReplicaView } from "#lib/contract/lane.ts";
import { isLiveSql } from "#lib/db/live-replicas.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Lease } from "#lib/domain/lane/fact.ts";
import type { BootState } from "#lib/domain/lane/state.ts";
import { expiryOf, time, timeOf } from "./wire.ts";

interface Row {
  name: string;
  live: boolean;
  pid: number | null;
  started_at: Date;
  last_report_at: Date;
  stopped_at: Date | null;
  clock_offset_ms: number | null;
  state: BootState;
  store: { version?: string; fingerprint?: string } | null;
  confirmed: boolean;
}

/** Replicas that hold a lane: the live ones, then those that went last. At most 50. */
export async function readReplicaViews(sql: Sql, laneId: string, now: Date): Promise<ReplicaView[]> {
  const rows = await sql.query<Row>(
    `SELECT r.name, ${isLiveSql("$2::timestamptz")} AS live, r.pid, r.started_at, r.last_report_at, r.stopped_at, r.clock_offset_ms, b.state, b.store,
            coalesce(b.confirmed_control_version, 0) >= coalesce((SELECT c.control_version FROM lane_profile p JOIN command c ON c.id = p.control_command_id
              WHERE p.lane_id = b.lane_id), 0) AS confirmed
     FROM lane_replica b JOIN replica r ON r.id = b.replica_id WHERE b.lane_id = $1
     ORDER BY live DESC, r.last_report_at DESC, r.name LIMIT 50`,
    [laneId, now],
  );
  return rows.map(toView);
}

function toView(row: Row): ReplicaView {
  const { serving, lease } = row.state;
  return {
    name: row.name,
    live: row.live,
    pid: row.pid,
    started_at: timeOf(row.started_at),
    last_report_at: timeOf(row.last_report_at),
    stopped_at: time(row.stopped_at),
    clock_offset_ms: row.clock_offset_ms,
    serving: serving ? { number: serving.number, fingerprint: serving.fingerprint } : null,
    lease: lease && lease.fingerprint !== "" ? leaseOf(lease) : null,
    store: row.store ? { version: row.store.version ?? null, fingerprint: row.store.fingerprint ?? null } : null,
    control_confirmed: row.confirmed,
  };
}

const leaseOf = ({ fingerprint, issuedAt, expiresAt }: Lease): NonNullable<ReplicaView["lease"]> => ({
  fingerprint,
  issued_at: time(issuedAt),
  expires_at: expiryOf(expiresAt),
});
