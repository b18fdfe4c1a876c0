import { setTimeout as sleep } from "node:timers/promises";
import { SYSTEM } from "../domain/audit/actor.ts";
import { writeActions } from "./actions.ts";
import type { Database } from "./database.ts";
import { type Partition, THINNED } from "./partitions.ts";
import { one, type Sql } from "./sql.ts";

const KEEPS = "kind <> 'call.usage'";
/** A transaction copies this much: a long one would hold back every reader of the outbox. */
const PAGES = 2_000;
const LOCK_MS = 50;
const TRIES = 200;
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Leaves the usage of a day out, by putting a table without it in the place of the day's own. No row is ever deleted.
 * Nothing is accepted for such a day any more, so what is copied cannot change; the exchange itself makes ingest wait 50 ms at most,
 * and is tried again where it does not get its turn.
 * @throws where the copy does not hold exactly what shall be kept, or the exchange never got its turn
 */
export async function thinPartition(db: Database, partition: Partition, now: Date): Promise<void> {
  const copy = `${partition.name}${THINNED}`;
  if (!(await hasUsage(db, partition.name))) {
    await db.query(`ALTER TABLE ${partition.name} RENAME TO ${copy}`);
    return;
  }
  await copyKept(db, partition.name, copy);
  for (let tries = 1; ; tries += 1) {
    try {
      await db.transaction((tx) => exchange(tx, partition, copy, now));
      return;
    } catch (error) {
      if (tries === TRIES || (error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
      await sleep(LOCK_MS * Math.random() + LOCK_MS);
    }
  }
}

async function hasUsage(db: Database, name: string): Promise<boolean> {
  const { found } = await one<{ found: boolean }>(db, `SELECT EXISTS (SELECT 1 FROM ${name} WHERE NOT (${KEEPS})) AS found`);
  return found;
}

async function copyKept(db: Database, name: string, copy: string): Promise<void> {
  await db.query(`DROP TABLE IF EXISTS ${copy}`);
  await db.query(`CREATE TABLE ${copy} (LIKE event INCLUDING DEFAULTS INCLUDING INDEXES)`);
  const { pages } = await one<{ pages: number }>(
    db,
    "SELECT pg_relation_size($1::regclass) / current_setting('block_size')::int AS pages",
    [name],
  );
  for (let page = 0; page < pages; page += PAGES) {
    const range = `ctid >= '(${page},0)' AND ctid < '(${page + PAGES},0)'`;
    await db.query(`INSERT INTO ${copy} SELECT * FROM ${name} WHERE ${range} AND ${KEEPS}`);
  }
  await db.query(`ANALYZE ${copy}`);
}

async function exchange(tx: Sql, { name, from, to }: Partition, copy: string, now: Date): Promise<void> {
  await tx.query(`LOCK TABLE ${name} IN SHARE MODE`);
  const counted = await one<{ kept: number; copied: number; usage: number }>(
    tx,
    `SELECT count(*) FILTER (WHERE ${KEEPS}) AS kept, count(*) FILTER (WHERE NOT (${KEEPS})) AS usage, (SELECT count(*) FROM ${copy}) AS copied FROM ${name}`,
  );
  if (counted.kept !== counted.copied)
    throw new Error(`${copy} holds ${counted.copied} events, ${name} has ${counted.kept} to keep`);
  // The range is proven beforehand, so that attaching need not look at every row while others wait.
  const range = `occurred_at >= '${from.toISOString()}' AND occurred_at < '${to.toISOString()}'`;
  await tx.query(`ALTER TABLE ${copy} ADD CONSTRAINT ${copy}_day CHECK (${range})`);
  await tx.query(`SET LOCAL lock_timeout = '${LOCK_MS}ms'`);
  await tx.query(`ALTER TABLE event DETACH PARTITION ${name}`);
  await tx.query(
    `ALTER TABLE event ATTACH PARTITION ${copy} FOR VALUES FROM ('${from.toISOString()}') TO ('${to.toISOString()}')`,
  );
  await tx.query(`ALTER TABLE ${copy} DROP CONSTRAINT ${copy}_day`);
  await tx.query(`DROP TABLE ${name}`);
  const day = from.toISOString().slice(0, 10);
  await writeActions(tx, SYSTEM, now, [
    {
      action: "history.thinned",
      after: { day, kept: counted.kept, usage: counted.usage },
      summary: `The usage of ${day} has reached the end of its time; its other ${counted.kept.toLocaleString("en")} events are kept`,
    },
  ]);
}
