import { one, type Sql } from "#lib/db/sql.ts";
import { type Pulse, whatLags } from "#lib/domain/outage/keeps-up.ts";

/** What is due at `now` and not yet done, and when events were last taken. */
export async function readPulse(sql: Sql, now: Date): Promise<Pulse> {
  const row = await one<Record<keyof Pulse, Date | null>>(
    sql,
    `SELECT (SELECT min(next_deadline_at) FROM lane WHERE ended_at IS NULL AND next_deadline_at <= $1) AS "dueLaneSince",
            (SELECT min(next_check_at) FROM command WHERE next_check_at <= $1) AS "dueCommandSince",
            (SELECT at FROM beat WHERE part = 'reception') AS "receptionAt"`,
    [now],
  );
  const instant = (at: Date | null) => at?.getTime() ?? null;
  return {
    dueLaneSince: instant(row.dueLaneSince),
    dueCommandSince: instant(row.dueCommandSince),
    receptionAt: instant(row.receptionAt),
  };
}

/** In words, what does not keep up at `now`; empty where clock and delivery do. Throws while Postgres is away. */
export const readLags = async (sql: Sql, now: Date): Promise<string[]> => whatLags(await readPulse(sql, now), now.getTime());
