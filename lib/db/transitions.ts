import type { TransitionCause } from "../domain/vocabulary.ts";
import type { Sql } from "./sql.ts";

export interface TransitionRow {
  laneId: string;
  cause: TransitionCause;
  eventId: string | null;
  before: unknown;
  after: unknown;
}

/** Appends changes of view to the streams of their lanes, whose rows the caller has locked. */
export async function writeTransitions(tx: Sql, rows: readonly TransitionRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `WITH input AS (
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]::jsonb[], $5::text[]::jsonb[]) AS t(lane_id, cause, event_id, before, after)
     ), head AS (
       UPDATE lane SET stream_seq = stream_seq + 1 FROM input WHERE lane.id = input.lane_id RETURNING lane.id, lane.stream_seq
     )
     INSERT INTO transition (lane_id, stream_seq, at, recorded_at, cause, event_id, before, after)
     SELECT i.lane_id, h.stream_seq, $6, clock_timestamp(), i.cause, i.event_id, i.before, i.after FROM input i JOIN head h ON h.id = i.lane_id`,
    [
      rows.map((r) => r.laneId),
      rows.map((r) => r.cause),
      rows.map((r) => r.eventId),
      rows.map((r) => (r.before === null ? null : JSON.stringify(r.before))),
      rows.map((r) => JSON.stringify(r.after)),
      now,
    ],
  );
}
