import type { Verdict } from "../domain/lane/state.ts";
import type { Sql } from "./sql.ts";

/** Has the lanes looked at that serve these fingerprints, once this transaction is committed. */
export async function queueFingerprints(tx: Sql, fingerprints: readonly string[], now: Date): Promise<void> {
  if (fingerprints.length === 0) return;
  await tx.query(
    "INSERT INTO fingerprint_check (fingerprint, queued_at, next_try_at) SELECT fingerprint, $2, $2 FROM unnest($1::text[]) AS fingerprint",
    [[...fingerprints].sort(), now],
  );
}

/** One fingerprint to look at, with every row that asks for it. */
export interface FingerprintCheck {
  fingerprint: string;
  ids: number[];
}

export async function findDueFingerprints(sql: Sql, now: Date, limit: number): Promise<FingerprintCheck[]> {
  const rows = await sql.query<{ fingerprint: string; ids: string[] }>(
    `SELECT fingerprint, array_agg(id::text) AS ids FROM fingerprint_check WHERE next_try_at <= $1
     GROUP BY fingerprint ORDER BY min(next_try_at) LIMIT $2`,
    [now, limit],
  );
  return rows.map(({ fingerprint, ids }) => ({ fingerprint, ids: ids.map(Number) }));
}

export async function deleteFingerprintChecks(sql: Sql, ids: readonly number[]): Promise<void> {
  await sql.query("DELETE FROM fingerprint_check WHERE id = ANY($1::bigint[])", [ids]);
}

export async function postponeFingerprintChecks(sql: Sql, ids: readonly number[], until: Date): Promise<void> {
  await sql.query("UPDATE fingerprint_check SET next_try_at = $2 WHERE id = ANY($1::bigint[])", [ids, until]);
}

/** A confirmed verdict on a credential, and the lane on which it was said. */
export interface SourceVerdict {
  laneId: string;
  lane: string;
  server: string;
  verdict: Verdict;
}

/**
 * The first confirmed revocation of a fingerprint that was said on any lane, of the generation itself or of its number, and that
 * no operator has overruled there; null where there is none.
 */
export async function findSourceVerdict(sql: Sql, fingerprint: string): Promise<SourceVerdict | null> {
  const [row] = await sql.query<SourceVerdict>(
    `SELECT g.lane_id AS "laneId", l.name AS lane, s.slug AS server, v.verdict
     FROM generation n
     JOIN generation g ON g.lane_id = n.lane_id AND g.number = n.number AND g.fingerprint IN (n.fingerprint, '')
     CROSS JOIN LATERAL jsonb_array_elements(g.state -> 'revoked') AS v(verdict)
     JOIN lane l ON l.id = g.lane_id JOIN server s ON s.id = l.server_id
     WHERE n.fingerprint = $1 AND $1 <> '' AND v.verdict ->> 'certainty' = 'confirmed' AND NOT v.verdict ?| ARRAY['workstation', 'origin']
       AND NOT (g.state -> 'overruled') ? (v.verdict ->> 'id') AND NOT (n.state -> 'overruled') ? (v.verdict ->> 'id')
     ORDER BY (v.verdict ->> 'at')::bigint, v.verdict ->> 'id' LIMIT 1`,
    [fingerprint],
  );
  return row ?? null;
}

/**
 * Lanes beyond `after` that know a fingerprint and have not heard of a verdict on it, in id order. Where it is at rest nobody serves it;
 * a replica that begins to has the lane told then.
 */
export async function findLanesToTell(
  sql: Sql,
  fingerprint: string,
  source: SourceVerdict,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await sql.query<{ lane_id: string }>(
    `SELECT DISTINCT g.lane_id FROM generation g JOIN lane l ON l.id = g.lane_id
     WHERE g.fingerprint = $1 AND g.resting_since IS NULL AND g.lane_id > $5 AND g.lane_id <> $2 AND l.ended_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(g.state -> 'revoked') AS v(verdict)
                        WHERE v.verdict ->> 'id' = $3 AND v.verdict ->> 'origin' = $2::text)
     ORDER BY g.lane_id LIMIT $4`,
    [fingerprint, source.laneId, source.verdict.id, limit, after],
  );
  return rows.map(({ lane_id: laneId }) => laneId);
}
