import type { Database } from "./database.ts";
import type { Sql } from "./sql.ts";

/** Makes the missing partitions of all history from today to `daysAhead`. Gives up rather than queue behind a long reader; the next beat tries again. */
export async function ensurePartitions(db: Database, now: Date, daysAhead: number): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.query("SET LOCAL lock_timeout = '2s'");
    const [row] = await tx.query<{ made: number }>(
      "SELECT ensure_history_partitions(($1::timestamptz AT TIME ZONE 'UTC')::date, ($1::timestamptz AT TIME ZONE 'UTC')::date + $2::int) AS made",
      [now, daysAhead],
    );
    return row?.made ?? 0;
  });
}

/** The tables that hold history. Events have a partition for each UTC day, the others for each UTC month. */
export const HISTORIES = ["event", "transition", "action"] as const;
export type History = (typeof HISTORIES)[number];

/** What one table holds of a day or a month. */
export interface Partition {
  of: History;
  name: string;
  from: Date;
  /** The first instant that is not its own. */
  to: Date;
  /** Whether its usage has been left out. */
  thinned: boolean;
  /** `leaving`: it was being taken out when that was interrupted; `out`: it only waits to be dropped. */
  state: "attached" | "leaving" | "out";
}

/** What the name of a day ends with whose usage has been left out. */
export const THINNED = "_kept";
const NAME = /^(event|transition|action)_(\d{4})(\d{2})(\d{2})?(_kept)?$/;

/** The partitions of all history, oldest first, with those that are no longer part of it. */
export async function listPartitions(sql: Sql): Promise<Partition[]> {
  const rows = await sql.query<{ name: string; leaving: boolean | null }>(
    `SELECT c.relname AS name, i.inhdetachpending AS leaving
     FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
     WHERE c.relkind = 'r' AND c.relname ~ $1 AND pg_table_is_visible(c.oid) ORDER BY c.relname`,
    [`^(${HISTORIES.join("|")})_\\d{6}`],
  );
  const partitions = rows.flatMap(({ name, leaving }): Partition[] => {
    const span = spanOf(name);
    return span ? [{ name, ...span, state: leaving === null ? "out" : leaving ? "leaving" : "attached" }] : [];
  });
  return partitions.toSorted((a, b) => a.from.getTime() - b.from.getTime());
}

/** What the name of a partition tells: whose it is, and of when. */
function spanOf(name: string): Omit<Partition, "name" | "state"> | null {
  const [, of, year, month, day, suffix] = NAME.exec(name) ?? [];
  if (year === undefined || month === undefined || !isHistory(of)) return null;
  const start = { year: Number(year), month: Number(month) - 1, day: Number(day ?? 1) };
  return {
    of,
    from: new Date(Date.UTC(start.year, start.month, start.day)),
    to: new Date(day === undefined ? Date.UTC(start.year, start.month + 1) : Date.UTC(start.year, start.month, start.day + 1)),
    thinned: suffix === THINNED,
  };
}

const isHistory = (name: string | undefined): name is History => HISTORIES.some((history) => history === name);

/** Class and key of the lock that lets one process at a time retire history. */
const RETIRING = 7_002;
/** A transaction that idles for long is ended: the one that holds the lock is asked something now and then. */
const AWAKE_MS = 5_000;

/** Runs `work` unless another process does so already; returns whether it ran. The lock's transaction touches no table, so nobody waits for it. */
export async function whileRetiringAlone(db: Database, work: () => Promise<void>): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [row] = await tx.query<{ alone: boolean }>(`SELECT pg_try_advisory_xact_lock(${RETIRING}, 0) AS alone`);
    if (!row?.alone) return false;
    const awake = setInterval(() => void tx.query("SELECT 1").catch(() => undefined), AWAKE_MS);
    await work().finally(() => clearInterval(awake));
    return true;
  });
}
