import { DEFAULT_HEARTBEAT_S, MISSED_HEARTBEATS } from "../domain/lane/presence.ts";
import { AWAY_AFTER_MS } from "../domain/outage/outage.ts";
import type { Database } from "./database.ts";
import { HAS_LEFT, IS_PRESENT, LEFT_AT, leftAtSql } from "./lane-record.ts";
import { lockServers } from "./servers.ts";

const SILENT_FROM = `r.last_report_at + make_interval(secs => ${MISSED_HEARTBEATS} * coalesce(r.heartbeat_s, ${DEFAULT_HEARTBEAT_S}))`;

/**
 * Notes which replicas fell silent while others of their server went on: from now on they are not read with their lanes.
 * Those that fell silent together, with nobody after them, stay: what they said last still holds; and no workstation comes after a
 * service. Returns how many have gone.
 * Right after an outage of Lanekeeper's own, written down or not, nobody has: who is silent may only have had nobody to report to.
 */
export async function noteGoneReplicas(db: Database, now: Date): Promise<number> {
  const rows = await db.query(
    `WITH heard AS (
       SELECT s.id AS server_id, greatest(max(r.last_report_at), ${leftAtSql("s")}) AS at,
              greatest(max(r.last_report_at) FILTER (WHERE NOT r.workstation), ${leftAtSql("s", "NOT r.workstation")}) AS service_at
       FROM replica r JOIN server s ON s.id = r.server_id WHERE ${IS_PRESENT} GROUP BY s.id
     ), gone AS (
       SELECT r.id FROM replica r JOIN heard USING (server_id) WHERE ${IS_PRESENT} AND ${SILENT_FROM} <= least(CASE WHEN r.workstation THEN heard.at ELSE heard.service_at END, $1)
         AND NOT EXISTS (SELECT 1 FROM outage WHERE ended_at > $1::timestamptz - interval '10 minutes')
         AND NOT EXISTS (SELECT 1 FROM beat WHERE part = 'reception' AND at < $1::timestamptz - interval '${AWAY_AFTER_MS} milliseconds')
       FOR NO KEY UPDATE OF r SKIP LOCKED
     )
     UPDATE replica r SET gone_at = r.last_report_at FROM gone WHERE r.id = gone.id RETURNING r.id`,
    [now],
  );
  return rows.length;
}

const COMMAND_IS_OPEN =
  "(c.finished_at IS NULL OR (c.kind = 'rotate' AND c.status = 'succeeded' AND c.closed_as IS NULL AND c.code IS DISTINCT FROM 'superseded'))";

/**
 * Deletes replicas that left before `before`, at most `limit`, with their rows on lanes. History keeps their names, and the server
 * the moment when one of them was last heard, a workstation where none of its lanes knows services. One that an open command targets is kept. Returns how many were deleted.
 */
export async function pruneReplicas(db: Database, before: Date, limit: number): Promise<number> {
  return db.transaction(async (tx) => {
    const rows = await tx.query<{ id: string; server_id: string }>(
      `SELECT r.id, r.server_id FROM replica r
       WHERE ${HAS_LEFT} AND ${LEFT_AT} < $1 AND r.last_report_at < $1
         AND NOT EXISTS (SELECT 1 FROM command_target t JOIN command c ON c.id = t.command_id WHERE t.replica_id = r.id AND ${COMMAND_IS_OPEN})
       ORDER BY ${LEFT_AT} LIMIT $2 FOR UPDATE OF r SKIP LOCKED`,
      [before, limit],
    );
    const ids = rows.map(({ id }) => id);
    await lockServers(tx, [...new Set(rows.map(({ server_id: serverId }) => serverId))]);
    await tx.query("DELETE FROM lane_replica WHERE replica_id = ANY($1::uuid[])", [ids]);
    await tx.query(
      `WITH gone AS (
         DELETE FROM replica r WHERE r.id = ANY($1::uuid[]) RETURNING r.id, r.server_id, r.name, r.workstation, ${LEFT_AT} AS left_at
       ), named AS (
         INSERT INTO past_replica (id, server_id, name, left_at) SELECT id, server_id, name, left_at FROM gone
         ON CONFLICT (id) DO UPDATE SET left_at = excluded.left_at
       ), last AS (
         SELECT server_id, max(left_at) AS at FROM gone WHERE NOT workstation OR NOT EXISTS (
           SELECT 1 FROM lane l JOIN lane_profile p ON p.lane_id = l.id WHERE l.server_id = gone.server_id AND p.state ? 'services')
         GROUP BY server_id
       )
       UPDATE server s SET heard_at = greatest(s.heard_at, last.at) FROM last WHERE s.id = last.server_id`,
      [ids],
    );
    return ids.length;
  });
}

/** Forgets the names of replicas that no history speaks of any more. */
export async function prunePastReplicas(db: Database, before: Date): Promise<void> {
  await db.query("DELETE FROM past_replica WHERE left_at < $1", [before]);
}
