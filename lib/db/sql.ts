import type { OutboxNews } from "./outbox-news.ts";

/** One connection's worth of SQL: a pool, a transaction, or Prisma's transaction all fit. Rows come back as plain objects. */
export interface Sql {
  query<Row>(text: string, params?: readonly unknown[]): Promise<Row[]>;
  /** In a transaction: what it tells live readers, written once at its end. */
  readonly news?: OutboxNews;
}

/** The row of a statement that returns exactly one. */
export async function one<Row>(sql: Sql, text: string, params?: readonly unknown[]): Promise<Row> {
  const [row, ...more] = await sql.query<Row>(text, params);
  if (row === undefined || more.length > 0) throw new Error(`expected one row, got ${row === undefined ? 0 : more.length + 1}`);
  return row;
}

/** The row of a statement that returns at most one. */
export async function maybeOne<Row>(sql: Sql, text: string, params?: readonly unknown[]): Promise<Row | null> {
  const [row] = await sql.query<Row>(text, params);
  return row ?? null;
}
