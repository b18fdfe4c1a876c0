import type { Retirement } from "../domain/command/rotation.ts";
import type { Sql } from "./sql.ts";

/** Class of the advisory locks under which a shared credential's end is decided. */
const CREDENTIAL_END = 7_003;

/**
 * Lets nobody else decide on the end of credentials before this transaction ends: lanes that share one would each ask for it.
 * Taken at once, after lanes and before servers, everywhere the same.
 */
export async function lockFingerprints(tx: Sql, fingerprints: readonly string[]): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(${CREDENTIAL_END}, key)
     FROM (SELECT DISTINCT hashtext(f) AS key FROM unnest($1::text[]) AS f WHERE f <> '' ORDER BY key) AS keys`,
    [fingerprints],
  );
}

/** What other lanes have made of a credential's end. */
export interface EndElsewhere {
  /** A replica of another lane was asked to retire it, and may still do so. */
  isAsked: boolean;
  /** How it died, as far as other lanes know. */
  retired: Retirement | null;
}

/** How far the end of a credential has come on lanes other than this one. */
export async function findEndElsewhere(tx: Sql, laneId: string, fingerprint: string): Promise<EndElsewhere> {
  const [row] = await tx.query<EndElsewhere & { isDone: boolean }>(
    `WITH asked AS (
       SELECT t.status FROM generation g JOIN command c ON c.lane_id = g.lane_id AND c.previous_fingerprint = g.fingerprint
         JOIN command_target t ON t.command_id = c.id AND t.phase = 'retire_old'
       WHERE g.fingerprint = $2 AND $2 <> '' AND g.lane_id <> $1 AND c.kind = 'rotate'
         AND t.status IN ('queued', 'delivered', 'acknowledged', 'timed_out', 'succeeded')
     )
     SELECT EXISTS (SELECT 1 FROM asked WHERE status <> 'succeeded') AS "isAsked", EXISTS (SELECT 1 FROM asked WHERE status = 'succeeded') AS "isDone",
            (SELECT g.state -> 'retired' ->> 'retirement' FROM generation g
             WHERE g.fingerprint = $2 AND $2 <> '' AND g.lane_id <> $1 AND g.state -> 'retired' ->> 'retirement' IS NOT NULL LIMIT 1) AS retired`,
    [laneId, fingerprint],
  );
  return { isAsked: row?.isAsked ?? false, retired: row?.retired ?? (row?.isDone ? "automatic" : null) };
}
