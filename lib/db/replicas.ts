import type { Sql } from "./sql.ts";

/** What one request tells of a replica. */
export interface ReplicaReport {
  name: string;
  heartbeatS: number | null;
  pid: number | null;
  version: string | null;
  stopped: boolean;
  /** Replica's clock minus ours, milliseconds; null where the request does not tell. */
  clockOffsetMs: number | null;
  controlVersion: number | null;
}

/**
 * Records that replicas reported at `now`; a boot that has stopped stays stopped. Returns their ids by name.
 * A report that says nothing of the replica itself, moments after the last, is not written: else all requests of a busy
 * replica would wait for its one row.
 */
export async function reportReplicas(
  tx: Sql,
  serverId: string,
  reports: readonly ReplicaReport[],
  now: Date,
): Promise<Map<string, string>> {
  const plain = reports.filter(saysNothing).map(({ name }) => name);
  const known = plain.length > 0 ? await findJustSeen(tx, serverId, plain, now) : new Map<string, string>();
  const news = reports.filter(({ name }) => !known.has(name));
  const written = news.length > 0 ? await writeReports(tx, serverId, news, now) : [];
  return new Map([...known, ...written.map(({ id, name }) => [name, id] as const)]);
}

const saysNothing = ({ heartbeatS, pid, version, stopped, clockOffsetMs, controlVersion }: ReplicaReport): boolean =>
  !stopped && [heartbeatS, pid, version, clockOffsetMs, controlVersion].every((told) => told === null);

async function findJustSeen(tx: Sql, serverId: string, names: readonly string[], now: Date): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; name: string }>(
    `SELECT id, name FROM replica WHERE server_id = $1 AND name = ANY($2::text[]) AND last_report_at > $3::timestamptz - interval '1 second'`,
    [serverId, names, now],
  );
  return new Map(rows.map(({ id, name }) => [name, id]));
}

async function writeReports(
  tx: Sql,
  serverId: string,
  reports: readonly ReplicaReport[],
  now: Date,
): Promise<{ id: string; name: string }[]> {
  const sorted = reports.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const column = <T>(pick: (report: ReplicaReport) => T): T[] => sorted.map(pick);
  return tx.query(
    `INSERT INTO replica (server_id, name, started_at, last_report_at, stopped_at, heartbeat_s, pid, sdk_version, clock_offset_ms, control_version)
     SELECT $1, t.name, $2, $2, CASE WHEN t.stopped THEN $2::timestamptz END, t.heartbeat_s, t.pid, t.version, t.clock_offset_ms, t.control_version
     FROM unnest($3::text[], $4::int[], $5::int[], $6::text[], $7::boolean[], $8::int[], $9::bigint[])
       AS t(name, heartbeat_s, pid, version, stopped, clock_offset_ms, control_version)
     ON CONFLICT (server_id, name) DO UPDATE SET
       last_report_at = greatest(replica.last_report_at, excluded.last_report_at),
       stopped_at = coalesce(replica.stopped_at, excluded.stopped_at),
       heartbeat_s = coalesce(excluded.heartbeat_s, replica.heartbeat_s),
       pid = coalesce(excluded.pid, replica.pid),
       sdk_version = coalesce(excluded.sdk_version, replica.sdk_version),
       clock_offset_ms = coalesce(excluded.clock_offset_ms, replica.clock_offset_ms),
       control_version = greatest(replica.control_version, excluded.control_version)
     RETURNING id, name`,
    [
      serverId,
      now,
      column((r) => r.name),
      column((r) => r.heartbeatS),
      column((r) => r.pid),
      column((r) => r.version),
      column((r) => r.stopped),
      column((r) => r.clockOffsetMs),
      column((r) => r.controlVersion),
    ],
  );
}

/** What a heartbeat says of a lane: the newest version that the replica's store shows. */
export interface HeartbeatLane {
  laneId: string;
  replicaId: string;
  store: { version?: string | undefined; fingerprint?: string | undefined } | null;
}

/** Notes what replicas see in their stores; returns the lanes where that is news. Lanes the replica has no state on yet are left alone. */
export async function noteStores(tx: Sql, lanes: readonly HeartbeatLane[]): Promise<string[]> {
  if (lanes.length === 0) return [];
  const rows = await tx.query<{ lane_id: string }>(
    `UPDATE lane_replica b SET store = t.store FROM unnest($1::uuid[], $2::uuid[], $3::text[]::jsonb[]) AS t(lane_id, replica_id, store)
     WHERE b.lane_id = t.lane_id AND b.replica_id = t.replica_id AND b.store IS DISTINCT FROM t.store RETURNING b.lane_id`,
    [lanes.map((l) => l.laneId), lanes.map((l) => l.replicaId), lanes.map(({ store }) => (store ? JSON.stringify(store) : null))],
  );
  return rows.map(({ lane_id: laneId }) => laneId);
}
