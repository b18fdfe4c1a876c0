import { appliedMigrations, pendingMigrations, readMigrations } from "#lib/db/migrations.ts";
import type { Sql } from "#lib/db/sql.ts";

/** Where today's history goes, and tomorrow's. */
const PLACES = `VALUES
  ('event_', 'YYYYMMDD', 0, 'the events of today'), ('event_', 'YYYYMMDD', 1, 'the events of tomorrow'),
  ('transition_', 'YYYYMM', 0, 'today''s changes of view'), ('transition_', 'YYYYMM', 1, 'tomorrow''s changes of view'),
  ('action_', 'YYYYMM', 0, 'today''s actions'), ('action_', 'YYYYMM', 1, 'tomorrow''s actions')`;

/** What is missing before traffic can be taken, in words; empty when ready. Throws while Postgres is away. */
export async function readMissing(sql: Sql): Promise<string[]> {
  const pending = pendingMigrations(await readMigrations(), await appliedMigrations(sql));
  if (pending.length > 0) return pending.map(({ name }) => `The migration ${name} is not applied.`);
  const rows = await sql.query<{ content: string }>(
    `SELECT content FROM (${PLACES}) AS place(prefix, span, ahead, content)
     WHERE to_regclass(prefix || to_char((now() AT TIME ZONE 'UTC') + ahead * interval '1 day', span)) IS NULL`,
  );
  return rows.map(({ content }) => `There is no partition for ${content}.`);
}
