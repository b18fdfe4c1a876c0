import { IS_OPEN } from "./commands.ts";
import type { Sql } from "./sql.ts";

/** A lane, and how many of its generations are read with it. */
export interface CrowdedLane {
  laneId: string;
  awake: number;
}

/** The next lanes in id order. */
export async function countAwakeGenerations(sql: Sql, after: string, limit: number): Promise<CrowdedLane[]> {
  return sql.query<CrowdedLane>(
    `SELECT l.id AS "laneId", (SELECT count(*) FROM generation g WHERE g.lane_id = l.id AND g.resting_since IS NULL) AS awake
     FROM lane l WHERE l.id > $1 ORDER BY l.id LIMIT $2`,
    [after, limit],
  );
}

/** Every replica that lanes hold registers of, whether it has left or not. */
export async function findBoots(sql: Sql, laneIds: readonly string[]): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    "SELECT DISTINCT replica_id AS id FROM lane_replica WHERE lane_id = ANY($1::uuid[])",
    [laneIds],
  );
  return rows.map(({ id }) => id);
}

/** Numbers of the generations that alerts and commands which are not over name, by lane. */
export async function findMentioned(sql: Sql, laneIds: readonly string[]): Promise<Map<string, number[]>> {
  const rows = await sql.query<{ laneId: string; numbers: number[] }>(
    `SELECT lane_id AS "laneId", array_agg(DISTINCT number) AS numbers FROM (
       SELECT lane_id, generation AS number FROM alert WHERE lane_id = ANY($1::uuid[]) AND state = 'open'
       UNION ALL
       SELECT lane_id, unnest(ARRAY[candidate_number, previous_number]) FROM command WHERE lane_id = ANY($1::uuid[]) AND ${IS_OPEN}
     ) AS mentioned WHERE number IS NOT NULL GROUP BY lane_id`,
    [laneIds],
  );
  return new Map(rows.map(({ laneId, numbers }) => [laneId, numbers]));
}

export interface NumberedGeneration {
  laneId: string;
  number: number;
}

/** Lets all generations of these numbers rest. The caller holds the lanes' locks. */
export async function restGenerations(tx: Sql, rows: readonly NumberedGeneration[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE generation g SET resting_since = $3 FROM unnest($1::uuid[], $2::int[]) AS t(lane_id, number)
     WHERE g.lane_id = t.lane_id AND g.number = t.number`,
    [rows.map(({ laneId }) => laneId), rows.map(({ number }) => number), now],
  );
}

/** Has all generations of these numbers read with their lanes again. The caller holds the lanes' locks. */
export async function wakeGenerations(tx: Sql, rows: readonly NumberedGeneration[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE generation g SET resting_since = NULL FROM unnest($1::uuid[], $2::int[]) AS t(lane_id, number)
     WHERE g.lane_id = t.lane_id AND g.number = t.number AND g.resting_since IS NOT NULL`,
    [rows.map(({ laneId }) => laneId), rows.map(({ number }) => number)],
  );
}

/** Deletes up to `limit` generations that have been at rest since before `before`; returns how many. */
export async function dropRested(tx: Sql, before: Date, limit: number): Promise<number> {
  const rows = await tx.query(
    `DELETE FROM generation WHERE (lane_id, number, fingerprint) IN (
       SELECT lane_id, number, fingerprint FROM generation WHERE resting_since < $1 ORDER BY resting_since LIMIT $2 FOR UPDATE SKIP LOCKED
     ) RETURNING 1 AS dropped`,
    [before, limit],
  );
  return rows.length;
}
