import type { Policy } from "../domain/lane/fact.ts";
import { healthRank } from "../domain/vocabulary.ts";
import { isAsideSql, isLiveSql } from "./live-replicas.ts";
import { idsByName, type Named } from "./named.ts";
import type { Sql } from "./sql.ts";

/** Ids of lanes by name, for the names that exist. */
export async function findLaneIds(tx: Sql, lanes: readonly Named[]): Promise<Map<string, string>> {
  const rows = await tx.query<Named & { id: string }>(
    `SELECT l.id, l.server_id AS "serverId", l.name FROM lane l
     JOIN unnest($1::uuid[], $2::text[]) AS t(server_id, name) USING (server_id, name)`,
    [lanes.map(({ serverId }) => serverId), lanes.map(({ name }) => name)],
  );
  return idsByName(rows);
}

/** Id of one lane by its server and name. */
export async function findLaneId(sql: Sql, serverId: string, name: string): Promise<string | null> {
  const [row] = await sql.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1 AND name = $2", [serverId, name]);
  return row?.id ?? null;
}

/** Class of the advisory locks under which lanes are made. */
const LANE_ADMISSION = 7_001;

/**
 * Lets nobody else make lanes of these servers before this transaction ends, so that what is counted stays true.
 * Taken after replicas and before lanes, everywhere the same.
 */
export async function lockLaneAdmission(tx: Sql, serverIds: readonly string[]): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(${LANE_ADMISSION}, key)
     FROM (SELECT DISTINCT hashtext(id) AS key FROM unnest($1::text[]) AS id ORDER BY key) AS keys`,
    [serverIds],
  );
}

/** How many lanes each of these servers has; those that an operator archived make room. */
export async function countLanes(tx: Sql, serverIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; count: number }>(
    `SELECT l.server_id AS id, count(*) AS count FROM lane l JOIN lane_profile p ON p.lane_id = l.id
     WHERE l.server_id = ANY($1::uuid[]) AND p.archived_at IS NULL GROUP BY 1`,
    [serverIds],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Creates undeclared lanes; a name that another writer made meanwhile is left alone. */
export async function createLanes(tx: Sql, lanes: readonly Named[]): Promise<void> {
  await tx.query(
    `WITH made AS (
       INSERT INTO lane (server_id, name, health_rank, freshness)
       SELECT server_id, name, $3, 'never_reported' FROM unnest($1::uuid[], $2::text[]) AS t(server_id, name) ORDER BY server_id, name
       ON CONFLICT (server_id, name) DO NOTHING RETURNING id
     )
     INSERT INTO lane_profile (lane_id, state) SELECT id, '{}' FROM made`,
    [lanes.map(({ serverId }) => serverId), lanes.map(({ name }) => name), healthRank(null)],
  );
}

/** What a declaration says about a lane beyond its state; an operator's own entries are kept elsewhere and stay. */
export interface LaneDescription {
  laneId: string;
  declaration: unknown;
}

/** Writes the declared description of several lanes. */
export async function describeLanes(tx: Sql, lanes: readonly LaneDescription[]): Promise<void> {
  if (lanes.length === 0) return;
  await tx.query(
    `UPDATE lane_profile p SET declared = true, declaration = t.declaration,
            provider = t.declaration ->> 'provider', account = t.declaration ->> 'account', tenant = t.declaration ->> 'tenant',
            environment = t.declaration ->> 'environment', owner = coalesce(p.entered_owner, t.declaration ->> 'owner'), kind = t.declaration ->> 'kind'
     FROM unnest($1::uuid[], $2::jsonb[]) AS t(lane_id, declaration) WHERE p.lane_id = t.lane_id`,
    [lanes.map(({ laneId }) => laneId), lanes.map(({ declaration }) => JSON.stringify(declaration))],
  );
}

/** Writes what an operator changed of a lane's profile; returns what was there, or null where there is no such lane. */
export async function writeLaneProfile(
  tx: Sql,
  laneId: string,
  edit: { owner?: string | null | undefined; runbook_url?: string | null | undefined },
): Promise<{ name: string; serverId: string; before: Record<string, unknown> } | null> {
  const [row] = await tx.query<{ name: string; serverId: string; before: Record<string, unknown> }>(
    `WITH held AS (SELECT lane_id, owner, runbook_url FROM lane_profile WHERE lane_id = $1),
          edited AS (
            UPDATE lane_profile p SET entered_owner = CASE WHEN $2 THEN $3 ELSE p.entered_owner END,
                   owner = CASE WHEN $2 THEN coalesce($3, p.declaration ->> 'owner') ELSE p.owner END,
                   runbook_url = CASE WHEN $4 THEN $5 ELSE p.runbook_url END
            WHERE p.lane_id = $1
          )
     SELECT l.name, l.server_id AS "serverId", json_build_object('owner', held.owner, 'runbook_url', held.runbook_url) AS before
     FROM held JOIN lane l ON l.id = held.lane_id`,
    [laneId, edit.owner !== undefined, edit.owner ?? null, edit.runbook_url !== undefined, edit.runbook_url ?? null],
  );
  return row ?? null;
}

/** Whether a live replica of a lane other than this one serves a fingerprint: the credential is shared then. */
export async function isServedElsewhere(tx: Sql, laneId: string, fingerprint: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM generation g JOIN lane l ON l.id = g.lane_id
     WHERE g.fingerprint = $2 AND $2 <> '' AND g.lane_id <> $1 AND l.ended_at IS NULL AND (l.served_fingerprint = $2 OR EXISTS (
       SELECT 1 FROM lane_replica b JOIN replica r ON r.id = b.replica_id JOIN lane_profile p ON p.lane_id = b.lane_id
       WHERE b.lane_id = g.lane_id AND NOT ${isAsideSql("r", "p")} AND b.state -> 'serving' ->> 'fingerprint' = $2 AND ${isLiveSql("$3::timestamptz")})) LIMIT 1`,
    [laneId, fingerprint, now],
  );
  return rows.length > 0;
}

/** Writes an operator's overrides of a lane's policy. */
export async function writePolicy(tx: Sql, laneId: string, overrides: Policy): Promise<void> {
  await tx.query("UPDATE lane_profile SET policy = $2 WHERE lane_id = $1", [laneId, JSON.stringify(overrides)]);
}

/** Id of the server that a lane belongs to. */
export async function findServerOfLane(sql: Sql, laneId: string): Promise<string | null> {
  const [row] = await sql.query<{ id: string }>("SELECT server_id AS id FROM lane WHERE id = $1", [laneId]);
  return row?.id ?? null;
}

/** Notes who archived a lane, or that nobody has. */
export async function writeArchived(tx: Sql, laneId: string, archived: { at: Date; by: string } | null): Promise<void> {
  await tx.query("UPDATE lane_profile SET archived_at = $2, archived_by = $3 WHERE lane_id = $1", [
    laneId,
    archived?.at ?? null,
    archived?.by ?? null,
  ]);
}
