import { IS_OPEN } from "./commands.ts";
import type { Sql } from "./sql.ts";

/**
 * Deletes commands that were over before `before`, with what replicas made of them. One that a lane is still held by stays, and so does
 * a probe as long as the generation is known that it spoke for: its answer still counts. Returns how many went.
 */
export async function dropPastCommands(tx: Sql, before: Date, limit: number): Promise<number> {
  const past = await tx.query<{ id: string }>(
    `SELECT c.id FROM command c
     WHERE c.requested_at < $1 AND c.finished_at < $1 AND c.next_check_at IS NULL AND NOT ${IS_OPEN}
       AND NOT EXISTS (SELECT 1 FROM lane_profile p WHERE p.lane_id = c.lane_id AND p.control_command_id = c.id)
       AND NOT (c.kind = 'probe' AND EXISTS (SELECT 1 FROM generation g WHERE g.lane_id = c.lane_id AND g.number = c.candidate_number))
     ORDER BY c.requested_at LIMIT $2 FOR UPDATE OF c SKIP LOCKED`,
    [before, limit],
  );
  const ids = past.map(({ id }) => id);
  await tx.query("DELETE FROM command_target WHERE command_id = ANY($1::uuid[])", [ids]);
  await tx.query("DELETE FROM command WHERE id = ANY($1::uuid[])", [ids]);
  return ids.length;
}

/** Deletes alerts that were resolved before `before`; returns how many. */
export const dropPastAlerts = (tx: Sql, before: Date, limit: number): Promise<number> =>
  countDropped(
    tx,
    `DELETE FROM alert WHERE id IN (
       SELECT id FROM alert WHERE opened_at < $1 AND resolved_at < $1 AND state <> 'open' LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    before,
    limit,
  );

/** Deletes degraded windows that ended before `before`; returns how many. */
export const dropPastWindows = (tx: Sql, before: Date, limit: number): Promise<number> =>
  countDropped(
    tx,
    "DELETE FROM degraded_window WHERE id IN (SELECT id FROM degraded_window WHERE ended_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)",
    before,
    limit,
  );

/** Deletes outages of Lanekeeper's own that ended before `before`; returns how many. */
export const dropPastOutages = (tx: Sql, before: Date, limit: number): Promise<number> =>
  countDropped(
    tx,
    "DELETE FROM outage WHERE id IN (SELECT id FROM outage WHERE ended_at < $1 ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED)",
    before,
    limit,
  );

async function countDropped(tx: Sql, statement: string, before: Date, limit: number): Promise<number> {
  const rows = await tx.query(`${statement} RETURNING 1 AS dropped`, [before, limit]);
  return rows.length;
}
