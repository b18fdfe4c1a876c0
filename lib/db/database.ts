import pg from "pg";
import { createNudge } from "./database-nudge.ts";
import type { PrismaClient } from "./generated/client.ts";
import { listenUntilLost } from "./listen.ts";
import { insertOutbox } from "./outbox.ts";
import { openPrisma, type Records, recordsOf } from "./records.ts";
import { runTransaction } from "./run-transaction.ts";
import type { Sql } from "./sql.ts";
import { nameOfStatement, sqlOn } from "./sql-on.ts";

// Counts and versions stay far below 2^53, so int8 is read as a number.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** The one door to Postgres: SQL for the flow of events, Prisma for plain records; each statement by itself or in a transaction. */
export interface Database extends Records {
  readonly url: string;
  /**
   * Runs `work` in one transaction; commits when it resolves, rolls back when it throws. Outbox readers are told of its news.
   * Statements asked for together travel together and run in the order they were asked for.
   */
  transaction<T>(work: (tx: Sql) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** The same for work on records: Prisma's calls and the SQL beside them, such as the audit, are one transaction. */
  recordTransaction<T>(work: (tx: Records) => Promise<T>): Promise<T>;
  /**
   * Listens on a channel with a connection of its own, and calls `onNotify` for each notification and once at the start.
   * Resolves when the connection is lost; rejects when there is none to be had.
   */
  listen(channel: string, onNotify: () => void): Promise<void>;
  /** Calls back after each commit of this process that has news for live readers; returns the function that ends it. */
  onNews(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface TransactionOptions {
  /** The same few statements come again and again: connections keep them parsed and planned, where they are Postgres's own. */
  repeats?: boolean;
}

export interface DatabaseOptions {
  url: string;
  /** For LISTEN where `url` is a PgBouncer. */
  directUrl?: string | undefined;
  poolSize?: number;
  /** How long a statement may go unanswered before its connection is given up: a host that vanished says nothing. Default: for ever. */
  answerWithinMs?: number;
  /** How long Postgres waits for the next statement of a transaction, whose locks others wait for. */
  idleInTransactionMs?: number;
}

/** Transactions here wait for nothing but Postgres: one that is idle for so long has lost its process or its machine. */
const IDLE_IN_TRANSACTION_MS = 15_000;
/** After so much silence Postgres asks whether the other machine still lives; its own default is two hours. */
const KEEPALIVE_S = 30;

const SETTINGS = `
  SELECT set_config('TimeZone', 'UTC', false), set_config('idle_in_transaction_session_timeout', $1, false),
         set_config('tcp_keepalives_idle', $2, false), set_config('tcp_keepalives_interval', '10', false)`;

/** Opens the pool lazily: no connection is made before the first statement. */
export function openDatabase(options: DatabaseOptions): Database {
  const { url, directUrl } = options;
  const pool = openPool(options);
  const nudge = createNudge((channel) => pool.query(`NOTIFY ${channel}`));
  let opened: PrismaClient | undefined;
  // Made when first asked for: it loads Prisma's query compiler, which the worker never needs.
  const prisma = (): PrismaClient => {
    opened ??= openPrisma(pool);
    return opened;
  };
  // A PgBouncer hands the next transaction another connection, which does not know the statement.
  const mayPrepare = directUrl === undefined || directUrl === url;

  return {
    url,
    ...sqlOn(pool),
    get prisma() {
      return prisma();
    },
    async transaction(work, { repeats = false } = {}) {
      const client = await pool.connect();
      const { result, hasNews } = await runTransaction(client, work, repeats && mayPrepare ? nameOfStatement : undefined);
      if (hasNews) nudge.nudge();
      return result;
    },
    async recordTransaction(work) {
      const { result, hasNews } = await prisma().$transaction(async (tx) => {
        const records = recordsOf(tx);
        const result = await work(records);
        const { rows } = records.news;
        await insertOutbox(records, rows);
        return { result, hasNews: rows.length > 0 };
      });
      if (hasNews) nudge.nudge();
      return result;
    },
    onNews: nudge.subscribe,
    listen: (channel, onNotify) => listenUntilLost(directUrl ?? url, channel, onNotify),
    async close() {
      nudge.stop();
      await opened?.$disconnect();
      await pool.end();
    },
  };
}

function openPool({
  url,
  poolSize = 10,
  answerWithinMs,
  idleInTransactionMs = IDLE_IN_TRANSACTION_MS,
}: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    pipeline: true,
    connectionTimeoutMillis: 5_000,
    allowExitOnIdle: true,
    keepAlive: true,
    ...(answerWithinMs === undefined ? {} : { query_timeout: answerWithinMs }),
    // Prisma writes and reads times without their offset, so they are right in UTC only.
    onConnect: (client) => client.query(SETTINGS, [String(idleInTransactionMs), String(KEEPALIVE_S)]),
  });
  // An idle connection that breaks is replaced on the next query; without a listener it would end the process.
  pool.on("error", () => undefined);
  // The same for one that breaks in hand between two statements: the next statement on it rejects, and tells the caller.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}
