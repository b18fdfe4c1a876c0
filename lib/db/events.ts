import pg from "pg";
import type { Sql } from "./sql.ts";

/** A lifecycle event as it is kept: stream first, exact by (stream, time, source, id) since a re-send keeps its time. */
export interface EventRow {
  streamId: string;
  occurredAt: Date;
  sourceId: string;
  eventId: string;
  kind: string;
  sequence: string | null;
  skewed: boolean;
  traceparent: string | null;
  data: unknown;
}

/**
 * Keys of those events that are recorded already. The caller holds the streams' locks.
 * The bounds of their times let Postgres plan for the days they fall on, and not for every partition.
 */
export async function findRecorded(tx: Sql, events: readonly EventRow[]): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const times = events.map(({ occurredAt }) => occurredAt.getTime());
  const rows = await tx.query<EventIdentity>(
    `SELECT e.stream_id AS "streamId", e.occurred_at AS "occurredAt", e.source_id AS "sourceId", e.event_id AS "eventId" FROM event e
     JOIN unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::text[]) AS t(stream_id, occurred_at, source_id, event_id)
       USING (stream_id, occurred_at, source_id, event_id)
     WHERE e.occurred_at BETWEEN $5 AND $6`,
    [
      events.map((e) => e.streamId),
      events.map((e) => e.occurredAt),
      events.map((e) => e.sourceId),
      events.map((e) => e.eventId),
      new Date(times.reduce((a, b) => Math.min(a, b))),
      new Date(times.reduce((a, b) => Math.max(a, b))),
    ],
  );
  return new Set(rows.map(eventKey));
}

type EventIdentity = Pick<EventRow, "streamId" | "occurredAt" | "sourceId" | "eventId">;

/**
 * What identifies an event in its table, and so everywhere: with less, an id that a careless sender uses again on another lane
 * or at another time would be one event in one transaction, and two in two of them.
 */
export const eventKey = ({ streamId, occurredAt, sourceId, eventId }: EventIdentity): string =>
  `${streamId} ${occurredAt.getTime()} ${sourceId} ${eventId}`;

/** Whether a transaction failed because one of its events is recorded already. */
export const isRecordedAlready = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === "23505" && /^event_\d{8}_pkey$/.test(error.constraint ?? "");

/**
 * Appends events to their streams in the order given and moves the stream heads, which the caller has locked:
 * lanes for `lane` streams, the server row for `server.*`.
 */
export async function writeEvents(tx: Sql, events: readonly EventRow[], now: Date): Promise<void> {
  if (events.length === 0) return;
  const column = <T>(pick: (event: EventRow) => T): T[] => events.map(pick);
  await tx.query(
    `WITH input AS (
       SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::boolean[], $8::text[], $9::text[]::jsonb[])
         WITH ORDINALITY AS t(stream_id, occurred_at, source_id, event_id, kind, sequence, skewed, traceparent, data, ord)
     ), counted AS (
       SELECT stream_id, count(*) AS n FROM input GROUP BY stream_id
     ), lane_head AS (
       UPDATE lane SET stream_seq = stream_seq + n FROM counted WHERE lane.id = counted.stream_id RETURNING lane.id, stream_seq - n AS base
     ), server_head AS (
       UPDATE server SET stream_seq = stream_seq + n FROM counted WHERE server.id = counted.stream_id RETURNING server.id, stream_seq - n AS base
     ), head AS (SELECT * FROM lane_head UNION ALL SELECT * FROM server_head)
     INSERT INTO event (stream_id, occurred_at, source_id, event_id, recorded_at, stream_seq, kind, sequence, skewed, traceparent, data)
     SELECT i.stream_id, i.occurred_at, i.source_id, i.event_id, $10, h.base + row_number() OVER (PARTITION BY i.stream_id ORDER BY i.ord),
            i.kind, i.sequence, i.skewed, i.traceparent, i.data
     FROM input i JOIN head h ON h.id = i.stream_id`,
    [
      column((e) => e.streamId),
      column((e) => e.occurredAt),
      column((e) => e.sourceId),
      column((e) => e.eventId),
      column((e) => e.kind),
      column((e) => e.sequence),
      column((e) => e.skewed),
      column((e) => e.traceparent),
      column((e) => JSON.stringify(e.data)),
      now,
    ],
  );
}
