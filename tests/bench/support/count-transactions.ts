import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#lib/db/database.ts";

/** Backends that have nothing to do tell what they counted after ten seconds. */
export const COUNTED_MS = 11_000;

/** Transactions committed in this database so far, those that read included; a query by itself is one. */
export async function countTransactions(database: Database): Promise<number> {
  await sleep(COUNTED_MS);
  const [row] = await database.query<{ count: number }>(
    "SELECT xact_commit AS count FROM pg_stat_database WHERE datname = current_database()",
  );
  return row?.count ?? 0;
}
