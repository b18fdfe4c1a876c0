import { appliedMigrations, pendingMigrations, readMigrations } from "#lib/db/migrations.ts";
import { one, type Sql } from "#lib/db/sql.ts";

/** What is missing before traffic can be taken, in words; empty when ready. Throws while Postgres is away. */
export async function readMissing(sql: Sql): Promise<string[]> {
  const pending = pendingMigrations(await readMigrations(), await appliedMigrations(sql));
  if (pending.length > 0) return pending.map(({ name }) => `The migration ${name} is not applied.`);
  const partitions = await one<{ today: boolean; tomorrow: boolean }>(
    sql,
    `SELECT to_regclass('event_' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD')) IS NOT NULL AS today,
            to_regclass('event_' || to_char((now() AT TIME ZONE 'UTC') + interval '1 day', 'YYYYMMDD')) IS NOT NULL AS tomorrow`,
  );
  const days = (["today", "tomorrow"] as const).filter((day) => !partitions[day]);
  return days.map((day) => `There is no partition for the events of ${day}.`);
}
