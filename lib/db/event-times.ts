import { maybeOne, type Sql } from "./sql.ts";

/** When an event of a stream was recorded, by our clock; null where its day is no longer kept. */
export async function readRecordedAt(sql: Sql, streamId: string, occurredAt: Date, eventId: string): Promise<Date | null> {
  const row = await maybeOne<{ at: Date | null }>(
    sql,
    "SELECT min(recorded_at) AS at FROM event WHERE stream_id = $1 AND occurred_at = $2 AND event_id = $3",
    [streamId, occurredAt, eventId],
  );
  return row?.at ?? null;
}
