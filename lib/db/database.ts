import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { createNudge } from "./database-nudge.ts";
import { PrismaClient } from "./generated/client.ts";
import type { Sql } from "./sql.ts";

// Counts and versions stay far below 2^53, so int8 is read as a number.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** The one door to Postgres: `query` outside, `transaction` inside a transaction, Prisma for plain records. */
export interface Database extends Sql {
  readonly url: string;
  readonly prisma: PrismaClient;
  /** Runs `work` in one transaction; commits when it resolves, rolls back when it throws. Outbox readers are told of a commit. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  /**
   * Listens on a channel with a connection of its own, and calls `onNotify` for each notification and once at the start.
   * Resolves when the connection is lost; rejects when there is none to be had.
   */
  listen(channel: string, onNotify: () => void): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  /** For LISTEN where `url` is a PgBouncer. */
  directUrl?: string | undefined;
  poolSize?: number;
}

/** Opens the pool lazily: no connection is made before the first statement. */
export function openDatabase({ url, directUrl, poolSize = 10 }: DatabaseOptions): Database {
  const pool = new pg.Pool({ connectionString: url, max: poolSize, connectionTimeoutMillis: 5_000, allowExitOnIdle: true });
  // An idle connection that breaks is replaced on the next query; without a listener it would end the process.
  pool.on("error", () => undefined);
  const nudge = createNudge((channel) => pool.query(`NOTIFY ${channel}`));
  let prisma: PrismaClient | undefined;

  const on = (client: pg.Pool | pg.PoolClient): Sql => ({
    async query<Row>(text: string, params: readonly unknown[] = []) {
      return (await client.query(text, params as unknown[])).rows as Row[];
    },
  });

  return {
    url,
    ...on(pool),
    get prisma() {
      prisma ??= new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 5 }) });
      return prisma;
    },
    async transaction(work) {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        const result = await work(on(client));
        await client.query("COMMIT");
        client.release();
        nudge.nudge();
        return result;
      } catch (error) {
        await client.query("ROLLBACK").then(
          () => client.release(),
          (broken: Error) => client.release(broken),
        );
        throw error;
      }
    },
    async listen(channel, onNotify) {
      const client = new pg.Client({ connectionString: directUrl ?? url });
      const lost = new Promise<void>((resolve) => {
        client.on("error", () => resolve());
        client.on("end", () => resolve());
      });
      client.on("notification", onNotify);
      try {
        await client.connect();
        await client.query(`LISTEN ${channel}`);
        onNotify();
        await lost;
      } finally {
        await client.end().catch(() => undefined);
      }
    },
    async close() {
      nudge.stop();
      await prisma?.$disconnect();
      await pool.end();
    },
  };
}

const AWAY = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  "57P01",
  "57P02",
  "57P03",
  "08000",
  "08003",
  "08006",
  "53300",
]);

/** Whether an error says that Postgres is away, so that the caller answers 503 and the sender tries again. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (
    (typeof code === "string" && AWAY.has(code)) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(error.message)
  );
}
