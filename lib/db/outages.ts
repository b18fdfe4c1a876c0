import type { Instant } from "../domain/clock/instant.ts";
import type { Outage } from "../domain/outage/outage.ts";
import type { Watch } from "../domain/outage/watch.ts";
import { OUTAGE_PARTS, type OutagePart } from "../domain/vocabulary.ts";
import type { Sql } from "./sql.ts";

/** A part that keeps failing is away several times in a row, which belong together. */
const LOOKED_BACK = 5;

/** When each part last showed that it works, and the latest times that it was away. */
export async function readWatch(sql: Sql): Promise<Watch> {
  const rows = await sql.query<{ part: OutagePart; at: Date; started_at: Date | null; ended_at: Date | null }>(
    `SELECT b.part, b.at, o.started_at, o.ended_at FROM beat b
     LEFT JOIN LATERAL (SELECT * FROM outage WHERE part = b.part ORDER BY ended_at DESC LIMIT $2) o ON true
     WHERE b.part = ANY($1::text[])`,
    [OUTAGE_PARTS, LOOKED_BACK],
  );
  return {
    beats: [...new Map(rows.map(({ part, at }) => [part, { part, at: at.getTime() }])).values()],
    outages: rows.flatMap(({ part, started_at, ended_at }) =>
      started_at && ended_at ? [toOutage({ part, started_at, ended_at })] : [],
    ),
  };
}

interface OutageRow {
  part: OutagePart;
  started_at: Date;
  ended_at: Date;
}

const toOutage = ({ part, started_at, ended_at }: OutageRow): Outage => ({
  part,
  startedAt: started_at.getTime(),
  endedAt: ended_at.getTime(),
});

/** Every time that a part was away within a range and is back, newest first. */
export async function readOutages(sql: Sql, from: Date, to: Date): Promise<Outage[]> {
  const rows = await sql.query<OutageRow>(
    "SELECT part, started_at, ended_at FROM outage WHERE ended_at >= $1 AND started_at <= $2 ORDER BY ended_at DESC LIMIT 500",
    [from, to],
  );
  return rows.map(toOutage);
}

/** Notes that a part works. Returns when it last did; null where it never had. */
export async function noteBeat(tx: Sql, part: OutagePart, now: Date): Promise<Instant | null> {
  const [before] = await tx.query<{ at: Date }>("SELECT at FROM beat WHERE part = $1 FOR UPDATE", [part]);
  await tx.query(
    "INSERT INTO beat (part, at) VALUES ($1, $2) ON CONFLICT (part) DO UPDATE SET at = greatest(beat.at, excluded.at)",
    [part, now],
  );
  return before?.at.getTime() ?? null;
}

export async function insertOutage(tx: Sql, outage: { part: OutagePart; startedAt: Instant; endedAt: Instant }): Promise<void> {
  const { part, startedAt, endedAt } = outage;
  await tx.query("INSERT INTO outage (part, started_at, ended_at) VALUES ($1, $2, $3)", [
    part,
    new Date(startedAt),
    new Date(endedAt),
  ]);
}

/** Takes the ping of a minute: of several workers exactly one gets it. */
export async function claimPing(sql: Sql, now: Date): Promise<boolean> {
  const rows = await sql.query(
    `INSERT INTO beat (part, at) VALUES ('ping', $1)
     ON CONFLICT (part) DO UPDATE SET at = excluded.at WHERE date_trunc('minute', beat.at) < date_trunc('minute', excluded.at) RETURNING part`,
    [now],
  );
  return rows.length > 0;
}
