import type pg from "pg";
import { insertOutbox } from "./outbox.ts";
import { OutboxNews } from "./outbox-news.ts";
import type { Sql } from "./sql.ts";
import { type NameOfStatement, sqlOn } from "./sql-on.ts";

/** Runs `work` in one transaction on a connection, which is given back whatever comes of it. Tells whether it has news for live readers. */
export async function runTransaction<T>(
  client: pg.PoolClient,
  work: (tx: Sql) => Promise<T>,
  nameOf?: NameOfStatement,
): Promise<{ result: T; hasNews: boolean }> {
  const sql = sqlOn(client, nameOf);
  let isOpen = true;
  let cause: unknown;
  // Of statements asked for together one may fail; what another would still ask for must not run outside the transaction.
  const query: Sql["query"] = async (text, params) => {
    if (!isOpen) throw new Error("the transaction has ended");
    return sql.query<never>(text, params).catch((error: unknown) => {
      cause ??= error;
      throw error;
    });
  };
  try {
    await client.query("BEGIN");
    const news = new OutboxNews();
    const result = await work({ query, news }).finally(() => {
      isOpen = false;
    });
    const { rows } = news;
    // Together, since they travel together; a COMMIT alone would not tell that the rows before it failed.
    const [, ended] = await Promise.all([insertOutbox(sql, rows), client.query("COMMIT")]);
    // Postgres answers a COMMIT after a failed statement with ROLLBACK, and calls that a success.
    if (ended.command !== "COMMIT") throw cause ?? new Error("the transaction was rolled back");
    client.release();
    return { result, hasNews: rows.length > 0 };
  } catch (error) {
    await client.query("ROLLBACK").then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    throw isAftermath(error) ? (cause ?? error) : error;
  }
}

/** Whether a statement failed only because one before it had: that one tells what went wrong. */
const isAftermath = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "25P02";
