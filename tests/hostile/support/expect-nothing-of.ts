import { expect } from "vitest";
import type { Target } from "./target.ts";

/** None of these texts is in any column of any table, nor in what the web process wrote, which told of no error of its own either. */
export async function expectNothingOf({ database, log }: Target, planted: readonly string[]): Promise<void> {
  const columns = await database.query<{ table_name: string; column_name: string }>(
    `SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type IN ('text', 'jsonb', 'json', 'ARRAY', 'character varying', 'bytea')`,
  );
  expect(columns.length).toBeGreaterThan(50);
  const patterns = planted
    .flatMap((text) => [text, Buffer.from(text).toString("hex")])
    .map((text) => `%${text.replace(/[\\%_]/g, "\\$&")}%`);
  for (const { table_name: table, column_name: column } of columns) {
    const found = await database.query(`SELECT 1 FROM "${table}" WHERE "${column}"::text ILIKE ANY($1) LIMIT 1`, [patterns]);
    expect(found, `${table}.${column}`).toEqual([]);
  }
  const written = log();
  expect(planted.filter((text) => written.includes(text))).toEqual([]);
  expect(written).not.toContain('"level":"error"');
}
