import type { Sql } from "#lib/db/sql.ts";

interface Line {
  owner: string;
  line: string;
}

// Day partitions come and go, and Prisma's books are Prisma's; what a table makes for itself (toast, not-null constraints) follows from the rest.
const TABLES = `SELECT c.oid, c.relname AS name, c.relkind, c.reloptions FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> '_prisma_migrations'`;

const SECTIONS: { title: string; query: string }[] = [
  {
    title: "tables",
    query: `WITH t AS (${TABLES})
      SELECT name AS owner, '' AS rank, 'TABLE ' || name || coalesce(' PARTITION BY ' || pg_get_partkeydef(oid), '')
        || coalesce(' WITH (' || array_to_string(reloptions, ', ') || ')', '') AS line FROM t
      UNION ALL
      SELECT t.name, lpad(a.attnum::text, 4, '0'), '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
      FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
      ORDER BY 1, 2`,
  },
  {
    title: "constraints",
    query: `WITH t AS (${TABLES}) SELECT t.name AS owner, t.name || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid) AS line
      FROM t JOIN pg_constraint k ON k.conrelid = t.oid WHERE k.contype <> 'n' AND k.conparentid = 0 ORDER BY t.name, k.conname`,
  },
  {
    title: "indexes",
    query: `WITH t AS (${TABLES}) SELECT t.name AS owner, pg_get_indexdef(i.indexrelid) AS line
      FROM t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class x ON x.oid = i.indexrelid ORDER BY t.name, x.relname`,
  },
  {
    title: "triggers",
    query: `WITH t AS (${TABLES}) SELECT t.name AS owner, pg_get_triggerdef(g.oid) AS line
      FROM t JOIN pg_trigger g ON g.tgrelid = t.oid WHERE NOT g.tgisinternal ORDER BY t.name, g.tgname`,
  },
  {
    title: "functions",
    query: `SELECT proname AS owner, pg_get_functiondef(oid) AS line FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname, oid`,
  },
  {
    title: "views",
    query: `SELECT relname AS owner, 'VIEW ' || relname || ' AS' || E'\\n' || pg_get_viewdef(oid) AS line
      FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm') ORDER BY relname`,
  },
];

/** Everything that the migrations made, read back from the catalog and sorted, for people to review. */
export async function dumpSchema(sql: Sql): Promise<string> {
  const parts: string[] = [
    "-- Printed from the catalog of a migrated database. Renewed by: npx vitest run tests/platform/schema-dump.test.ts -u",
  ];
  for (const { title, query } of SECTIONS) {
    const lines = await sql.query<Line>(query);
    parts.push(`-- ${title}\n${lines.map(({ line }) => line.trimEnd()).join("\n")}`);
  }
  return `${parts.join("\n\n")}\n`;
}
