import type { Database } from "#lib/db/database.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { ExplainedStatement, PlanNode } from "./plan.ts";

interface Options {
  /** Told of every statement before it is carried out. */
  onStatement(statement: ExplainedStatement): void;
  /** Makes reading a whole table so dear that it is planned only where nothing else will do: for databases that are small. */
  avoidScans?: boolean;
}

interface Explained {
  Plan: PlanNode;
  "Planning Time"?: number;
  "Execution Time"?: number;
}

/** The same database, which asks Postgres how it carries each statement out before it does. What only reads is measured as well. */
export function explainEach(db: Database, { onStatement, avoidScans = false }: Options): Database {
  const explaining = (sql: Sql): Sql => ({
    ...sql,
    async query<Row>(text: string, params: readonly unknown[] = []) {
      if (/^\s*(SELECT|WITH|INSERT|UPDATE|DELETE|\()/i.test(text)) {
        // Sent together, so that statements asked for at the same time keep their order.
        const [, [row]] = await Promise.all([
          avoidScans ? sql.query("SET LOCAL enable_seqscan = off") : null,
          sql.query<{ "QUERY PLAN": [Explained] }>(`EXPLAIN (${optionsFor(text)}) ${text}`, params),
        ]);
        if (row) onStatement(toStatement(text, row["QUERY PLAN"][0]));
      }
      return sql.query<Row>(text, params);
    },
  });
  const transaction: Database["transaction"] = (work) => db.transaction((tx) => work(explaining(tx)));
  return { ...db, transaction, query: (text, params) => transaction((tx) => tx.query(text, params)) };
}

const optionsFor = (text: string): string =>
  /\b(INSERT|UPDATE|DELETE)\b/.test(text) ? "FORMAT JSON, SUMMARY ON" : "FORMAT JSON, ANALYZE, BUFFERS";

const toStatement = (text: string, explained: Explained): ExplainedStatement => ({
  text: text.trim(),
  plan: explained.Plan,
  planningMs: explained["Planning Time"] ?? 0,
  executionMs: explained["Execution Time"] ?? null,
});
