import type { Action } from "../domain/audit/action.ts";
import type { Actor } from "../domain/audit/actor.ts";
import type { Sql } from "./sql.ts";

/**
 * Writes audit entries inside the caller's transaction: if this throws, the change does not happen.
 * `actor` did all that do not say otherwise. An action on a lane joins the lane's stream, so that the lane's story has one order.
 */
export async function writeActions(tx: Sql, actor: Actor, at: Date, actions: readonly Action[]): Promise<void> {
  if (actions.length === 0) return;
  const column = <T>(pick: (action: Action) => T): T[] => actions.map(pick);
  const actors = actions.map(({ by }) => by ?? actor);
  const known = (pick: (actor: Exclude<Actor, { kind: "system" }>) => string | null) =>
    actors.map((by) => (by.kind === "system" ? null : pick(by)));
  const json = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value));
  await tx.query(
    `WITH input AS (
       SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[], $9::text[],
                            $11::text[], $12::text[], $13::text[], $14::text[], $15::text[])
         WITH ORDINALITY AS t(action, lane_id, server_id, outcome, reason, correlation_id, before, after, summary,
                              actor_kind, actor_id, actor_name, auth, address, ord)
     ), counted AS (
       SELECT lane_id, count(*) AS n FROM input WHERE lane_id IS NOT NULL GROUP BY lane_id
     ), head AS (
       UPDATE lane SET stream_seq = stream_seq + counted.n FROM counted WHERE lane.id = counted.lane_id
       RETURNING lane.id, lane.stream_seq - counted.n AS base
     )
     INSERT INTO action (stream_id, stream_seq, lane_id, server_id, at, recorded_at, action, actor_kind, actor_id, actor_name, auth, address,
                         outcome, reason, correlation_id, before, after, summary)
     SELECT input.lane_id, head.base + row_number() OVER (PARTITION BY input.lane_id ORDER BY input.ord), input.lane_id, input.server_id,
            $10, clock_timestamp(), input.action, input.actor_kind, input.actor_id, input.actor_name, input.auth, input.address,
            input.outcome, input.reason, input.correlation_id, input.before, input.after, input.summary
     FROM input LEFT JOIN head ON head.id = input.lane_id ORDER BY input.ord`,
    [
      column((a) => a.action),
      column((a) => a.laneId ?? null),
      column((a) => a.serverId ?? null),
      column((a) => a.outcome ?? "ok"),
      column((a) => a.reason ?? null),
      column((a) => a.correlationId ?? null),
      column((a) => json(a.before)),
      column((a) => json(a.after)),
      column((a) => a.summary),
      at,
      actors.map(({ kind }) => kind),
      known(({ id }) => id),
      actors.map(({ name }) => name),
      known(({ auth }) => auth),
      known(({ address }) => address),
    ],
  );
}
