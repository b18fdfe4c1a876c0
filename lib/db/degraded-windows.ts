import type { DegradedWindow } from "../domain/ledger/window.ts";
import type { AlertResolution } from "../domain/vocabulary.ts";
import type { Sql } from "./sql.ts";

export type WindowToUnite = DegradedWindow & { laneId: string };

/**
 * Writes windows, and makes one of each with all that it touches: the earliest beginning and its cause, the latest end.
 * The caller holds the lanes' locks; no two windows of one call may belong to the same lane.
 */
export async function uniteDegradedWindows(tx: Sql, windows: readonly WindowToUnite[]): Promise<void> {
  if (windows.length === 0) return;
  await tx.query(
    `WITH t AS (
       SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::int[])
         AS t(lane_id, started_at, ended_at, reason, generation)
     ), touched AS (
       DELETE FROM degraded_window w USING t WHERE w.lane_id = t.lane_id AND w.closed_as IS NULL
         AND w.started_at <= coalesce(t.ended_at, 'infinity') AND coalesce(w.ended_at, 'infinity') >= t.started_at
       RETURNING w.lane_id, w.started_at, w.ended_at, w.reason, w.generation
     ), part AS (SELECT * FROM touched UNION ALL SELECT * FROM t)
     INSERT INTO degraded_window (lane_id, started_at, ended_at, reason, generation)
     SELECT DISTINCT ON (lane_id) lane_id, started_at,
            nullif(max(coalesce(ended_at, 'infinity')) OVER (PARTITION BY lane_id), 'infinity'), reason, generation
     FROM part ORDER BY lane_id, started_at`,
    [
      windows.map(({ laneId }) => laneId),
      windows.map(({ startedAt }) => new Date(startedAt)),
      windows.map(({ endedAt }) => (endedAt === null ? null : new Date(endedAt))),
      windows.map(({ cause }) => cause),
      windows.map(({ generation }) => generation),
    ],
  );
}

export interface WindowToClose {
  laneId: string;
  endedAt: Date;
  /** Set where it turned out that the lane could serve all along. */
  closedAs: Extract<AlertResolution, "never_out_of_service"> | null;
}

/** Ends the open windows of lanes that serve again. */
export async function closeDegradedWindows(tx: Sql, windows: readonly WindowToClose[]): Promise<void> {
  if (windows.length === 0) return;
  await tx.query(
    `UPDATE degraded_window w SET ended_at = greatest(t.ended_at, w.started_at), closed_as = t.closed_as
     FROM unnest($1::uuid[], $2::timestamptz[], $3::text[]) AS t(lane_id, ended_at, closed_as)
     WHERE w.lane_id = t.lane_id AND w.ended_at IS NULL`,
    [windows.map((w) => w.laneId), windows.map((w) => w.endedAt), windows.map((w) => w.closedAs)],
  );
}

/** A time of a lane in which calls were told, or a window changed. */
export interface CountedSpan {
  laneId: string;
  from: Date;
  to: Date;
}

export interface CountedWindow {
  laneId: string;
  startedAt: Date;
  endedAt: Date;
  reason: string;
  generation: number | null;
  served: number;
  refused: number;
  closedAs: string | null;
}

/** Counts the calls of every window that is over and touches one of these times, from the events as they are recorded now. */
export async function countDegradedWindows(tx: Sql, spans: readonly CountedSpan[]): Promise<CountedWindow[]> {
  const windows = await findTouched(tx, spans);
  if (windows.length === 0) return [];
  const counts = await countCalls(tx, windows);
  return tx.query<CountedWindow>(
    `UPDATE degraded_window w SET served = t.served, refused = t.refused
     FROM unnest($1::bigint[], $2::int[], $3::int[]) AS t(id, served, refused) WHERE w.id = t.id
     RETURNING w.lane_id AS "laneId", w.started_at AS "startedAt", w.ended_at AS "endedAt", w.reason, w.generation, w.served, w.refused,
               w.closed_as AS "closedAs"`,
    [windows.map(({ id }) => id), counts.map(({ served }) => served), counts.map(({ refused }) => refused)],
  );
}

async function findTouched(tx: Sql, spans: readonly CountedSpan[]): Promise<(CountedSpan & { id: number })[]> {
  if (spans.length === 0) return [];
  return tx.query(
    `SELECT DISTINCT w.id, w.lane_id AS "laneId", w.started_at AS "from", w.ended_at AS "to" FROM degraded_window w
     JOIN unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) AS t(lane_id, since, until) USING (lane_id)
     WHERE w.ended_at >= t.since AND w.started_at <= t.until`,
    [spans.map(({ laneId }) => laneId), spans.map(({ from }) => from), spans.map(({ to }) => to)],
  );
}

export interface CountedCalls {
  served: number;
  refused: number;
}

const MOST = 2_147_483_647;

/**
 * How many calls were told of each span, in their order, up to what a column holds. Writes are told one by one, reads together: of
 * those that began to be counted before the span, the share counts that its time has in theirs.
 * The bounds over all of them let Postgres plan for their days, and not for every partition.
 */
export async function countCalls(sql: Sql, spans: readonly CountedSpan[]): Promise<CountedCalls[]> {
  if (spans.length === 0) return [];
  return sql.query<CountedCalls>(
    `SELECT least(coalesce(round(sum(calls.count) FILTER (WHERE calls.kind <> 'call.refused')), 0), ${MOST})::int AS served,
            least(coalesce(sum(calls.count) FILTER (WHERE calls.kind = 'call.refused'), 0), ${MOST})::int AS refused
     FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS t(lane_id, since, until, ord)
     LEFT JOIN LATERAL (
       SELECT e.kind, coalesce((e.data ->> 'count')::int, 1)
                      * least(1, extract(epoch FROM e.occurred_at - t.since) / nullif((e.data ->> 'window_s')::numeric, 0)) AS count
       FROM event e
       WHERE e.stream_id = t.lane_id AND e.occurred_at BETWEEN t.since AND t.until AND e.occurred_at BETWEEN $4 AND $5
         AND (e.kind IN ('call.completed', 'call.refused') OR (e.kind = 'call.usage' AND e.data ->> 'result' = 'ok'))
     ) calls ON true GROUP BY t.ord ORDER BY t.ord`,
    [
      spans.map(({ laneId }) => laneId),
      spans.map(({ from }) => from),
      spans.map(({ to }) => to),
      new Date(Math.min(...spans.map(({ from }) => from.getTime()))),
      new Date(Math.max(...spans.map(({ to }) => to.getTime()))),
    ],
  );
}

/** Those of the lanes whose servers told of a call that failed for its credential, or was refused, since the given moment. */
export async function findInterrupted(tx: Sql, lanes: readonly { laneId: string; since: Date }[]): Promise<Set<string>> {
  if (lanes.length === 0) return new Set();
  const rows = await tx.query<{ lane_id: string }>(
    `SELECT t.lane_id FROM unnest($1::uuid[], $2::timestamptz[]) AS t(lane_id, since)
     WHERE EXISTS (SELECT 1 FROM event e WHERE e.stream_id = t.lane_id AND e.occurred_at >= t.since AND e.occurred_at >= $3
                     AND e.kind IN ('call.refused', 'auth.failed'))`,
    [
      lanes.map(({ laneId }) => laneId),
      lanes.map(({ since }) => since),
      new Date(Math.min(...lanes.map(({ since }) => since.getTime()))),
    ],
  );
  return new Set(rows.map(({ lane_id: laneId }) => laneId));
}
