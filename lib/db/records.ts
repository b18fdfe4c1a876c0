import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import { type Prisma, PrismaClient } from "./generated/client.ts";
import { OutboxNews } from "./outbox-news.ts";
import type { Sql } from "./sql.ts";

/** Where plain records are read and written: the database itself, or one transaction that Prisma's calls and SQL share. */
export interface Records extends Sql {
  readonly prisma: Prisma.TransactionClient;
}

/** Long enough to wait for a lock that another start holds; a transaction past it is rolled back. */
const TRANSACTION = { maxWait: 5_000, timeout: 30_000 };

/** Prisma on connections of the one pool, so that a process has no second one to size. */
export const openPrisma = (pool: pg.Pool): PrismaClient =>
  new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions: TRANSACTION });

/** A transaction of Prisma's that takes SQL too. */
export const recordsOf = (prisma: Prisma.TransactionClient): Records & { news: OutboxNews } => ({
  prisma,
  news: new OutboxNews(),
  async query<Row>(text: string, params: readonly unknown[] = []) {
    const rows = await prisma.$queryRawUnsafe<Record<string, unknown>[]>(text, ...params);
    return rows.map(withNumbers) as Row[];
  },
});

/** Prisma reads int8 as a bigint; everywhere else it is a number. */
const withNumbers = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value]));
