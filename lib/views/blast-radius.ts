import type { LaneDetail } from "#lib/contract/lane.ts";
import type { Route } from "#lib/contract/primitives.ts";
import { one, type Sql } from "#lib/db/sql.ts";
import { DAY } from "#lib/domain/clock/instant.ts";
import { findSharers } from "./generation-views.ts";
import type { LaneRow } from "./lane-row.ts";

/** What pausing or rotating would touch, and what it would not. */
export async function readBlastRadius(
  sql: Sql,
  lane: LaneRow,
  routes: readonly Route[],
  liveReplicas: number,
  now: Date,
): Promise<LaneDetail["blast_radius"]> {
  const tenants = [...new Set([lane.tenant, ...routes.map(({ tenant }) => tenant ?? null)].filter((tenant) => tenant !== null))];
  const { calls } = await one<{ calls: number }>(
    sql,
    `SELECT coalesce(sum(coalesce((data ->> 'count')::bigint, 1)), 0) AS calls FROM event
     WHERE stream_id = $1 AND occurred_at BETWEEN $2 AND $3 AND kind IN ('call.usage', 'call.completed')`,
    [lane.id, new Date(now.getTime() - DAY), now],
  );
  const neighbours = await sql.query<LaneDetail["blast_radius"]["neighbours"][number]>(
    "SELECT id, name, health, control FROM lane WHERE server_id = $1 AND id <> $2 AND ended_at IS NULL ORDER BY name LIMIT 50",
    [lane.server_id, lane.id],
  );
  const fingerprint = lane.generation?.fingerprint ?? "";
  return {
    routes: [...routes],
    tenants,
    calls_24h: Number(calls),
    replicas: liveReplicas,
    neighbours,
    shared_fingerprint: await findSharers(sql, lane.id, fingerprint),
  };
}
