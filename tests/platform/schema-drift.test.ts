import { expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { createBareDatabase, createTestDatabase } from "#tests/support/database.ts";
import { printPrismaDdl } from "#tests/support/print-prisma-ddl.ts";

/** Every column of every table, as `table.column type nullable`. */
async function readColumns(database: Database): Promise<string[]> {
  const rows = await database.query<{ line: string }>(
    `SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN '' ELSE ' nullable' END AS line
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> '_prisma_migrations'
     ORDER BY 1`,
  );
  return rows.map(({ line }) => line);
}

it("the migrated database has the columns, types and nullability that schema.prisma says", async () => {
  const migrated = await createTestDatabase();
  const declared = await createBareDatabase();
  for (const statement of (await printPrismaDdl(declared.url)).split(/;\s*$/m)) {
    if (statement.trim() !== "") await declared.query(statement);
  }
  const columns = await readColumns(declared);
  expect(columns.length).toBeGreaterThan(50);
  expect(await readColumns(migrated)).toEqual(columns);
});
