import pg from "pg";
import { arrayLiteral } from "./array-literal.ts";
import { createNudge } from "./database-nudge.ts";
import type { PrismaClient } from "./generated/client.ts";
import { insertOutbox } from "./outbox.ts";
import { OutboxNews } from "./outbox-news.ts";
import { openPrisma, type Records, recordsOf } from "./records.ts";
import type { Sql } from "./sql.ts";

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
  const { url, directUrl, poolSize = 10, answerWithinMs, idleInTransactionMs = IDLE_IN_TRANSACTION_MS } = options;
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
  const nudge = createNudge((channel) => pool.query(`NOTIFY ${channel}`));
  let opened: PrismaClient | undefined;
  // Made when first asked for: it loads Prisma's query compiler, which the worker never needs.
  const prisma = (): PrismaClient => {
    opened ??= openPrisma(pool);
    return opened;
  };

  const on = (client: pg.Pool | pg.PoolClient, nameOf: (text: string) => string | undefined = () => undefined): Sql => ({
    async query<Row>(text: string, params: readonly unknown[] = []) {
      const name = nameOf(text);
      const values = params.map((param) => (Array.isArray(param) ? (arrayLiteral(param) ?? param) : param));
      return (await client.query({ text, values, ...(name === undefined ? {} : { name }) })).rows as Row[];
    },
  });
  // A PgBouncer hands the next transaction another connection, which does not know the statement.
  const mayPrepare = directUrl === undefined || directUrl === url;

  return {
    url,
    ...on(pool),
    get prisma() {
      return prisma();
    },
    async transaction(work, { repeats = false } = {}) {
      const client = await pool.connect();
      const sql = on(client, repeats && mayPrepare ? nameOfStatement : undefined);
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
        if (rows.length > 0) nudge.nudge();
        return result;
      } catch (error) {
        await client.query("ROLLBACK").then(
          () => client.release(),
          (broken: Error) => client.release(broken),
        );
        throw isAftermath(error) ? cause : error;
      }
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
      await opened?.$disconnect();
      await pool.end();
    },
  };
}

const statementNames = new Map<string, string>();

/** One name for each text. */
function nameOfStatement(text: string): string {
  const name = statementNames.get(text) ?? `lk_${statementNames.size}`;
  statementNames.set(text, name);
  return name;
}

/** Whether a statement failed only because one before it had: that one tells what went wrong. */
const isAftermath = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "25P02";
