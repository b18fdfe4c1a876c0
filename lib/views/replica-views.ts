import type { ReplicaView } from "#lib/contract/lane.ts";
import { HAS_LEFT, IS_PRESENT, LEFT_AT } from "#lib/db/lane-record.ts";
import { isLiveSql } from "#lib/db/live-replicas.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Accord } from "#lib/domain/lane/accord.ts";
import type { Lease } from "#lib/domain/lane/fact.ts";
import type { BootState } from "#lib/domain/lane/state.ts";
import { expiryOf, time, timeOf } from "./wire.ts";

interface Row {
  id: string;
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
  command: ReplicaView["command"];
}

const SHOWN = 250;
const LEFT_SHOWN = 20;

/**
 * Replicas that hold a lane: the live ones, then those that went last, in an order that no report changes. OFFSET 0 has each looked up
 * by itself: Postgres takes far more of them for present than are, and would read all that ever held the lane.
 */
export async function readReplicaViews(sql: Sql, laneId: string, { behind, split }: Accord, now: Date): Promise<ReplicaView[]> {
  const rows = await sql.query<Row>(
    `SELECT r.id, r.name, ${isLiveSql("$2::timestamptz")} AS live, r.pid, r.started_at, r.last_report_at, r.stopped_at, r.clock_offset_ms, b.state, b.store,
            coalesce(b.confirmed_control_version, 0) >= coalesce((SELECT c.control_version FROM lane_profile p JOIN command c ON c.id = p.control_command_id
              WHERE p.lane_id = b.lane_id), 0) AS confirmed,
            (SELECT json_build_object('kind', c.kind, 'requested_by_kind', c.caller_kind, 'phase', nullif(t.phase, ''), 'status', t.status, 'code', t.code)
               FROM command_target t JOIN command c ON c.id = t.command_id
               WHERE t.replica_id = r.id AND c.id = (SELECT id FROM command WHERE lane_id = l.id ORDER BY requested_at DESC LIMIT 1)
               ORDER BY t.queued_at DESC LIMIT 1) AS command
     FROM lane l CROSS JOIN LATERAL (
       (SELECT * FROM replica r WHERE r.server_id = l.server_id AND ${IS_PRESENT})
       UNION ALL
       (SELECT * FROM replica r WHERE r.server_id = l.server_id AND ${HAS_LEFT} ORDER BY ${LEFT_AT} DESC LIMIT $3)
     ) r CROSS JOIN LATERAL (SELECT * FROM lane_replica b WHERE b.lane_id = l.id AND b.replica_id = r.id OFFSET 0) b
     WHERE l.id = $1 ORDER BY live DESC, r.started_at DESC, r.name LIMIT $4`,
    [laneId, now, LEFT_SHOWN, SHOWN],
  );
  const stragglers = new Set(behind.map(({ boot }) => boot));
  return rows.map((row) => ({
    ...toView(row),
    behind: row.live && stragglers.has(row.id),
    split: row.live && split !== null && row.state.serving?.number === split.number,
  }));
}

function toView(row: Row): Omit<ReplicaView, "behind" | "split"> {
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
    command: row.command,
  };
}

const leaseOf = ({ fingerprint, issuedAt, expiresAt }: Lease): NonNullable<ReplicaView["lease"]> => ({
  fingerprint,
  issued_at: time(issuedAt),
  expires_at: expiryOf(expiresAt),
});
