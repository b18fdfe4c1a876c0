import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { migrate } from "#lib/db/migrate.ts";
import { ensurePartitions, listPartitions } from "#lib/db/partitions.ts";
import { one } from "#lib/db/sql.ts";
import { createBareDatabase } from "#tests/support/database.ts";

const BY_MONTH = "20261123100000_story_by_month";
const ROWS = 900;
const TABLES = ["transition", "action"] as const;

let before: string;
let db: Database;

/** An installation as it was before, with two and a half years of story on one lane. */
beforeAll(async () => {
  before = await mkdtemp(join(tmpdir(), "lanekeeper-migrations-"));
  for (const name of await readdir("prisma/migrations"))
    if (name < BY_MONTH) await cp(join("prisma/migrations", name), join(before, name), { recursive: true });
  db = await createBareDatabase();
  await migrate({ url: db.url, directory: before });
  // A day whose usage has left it goes by another name.
  const thinned = `event_${new Date(Date.now() - 36 * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "")}`;
  await db.query(`ALTER TABLE ${thinned} RENAME TO ${thinned}_kept`);
  await db.query(
    `WITH s AS (INSERT INTO server (slug, environment, presence) VALUES ('github-tools', 'production', 'always_on') RETURNING id),
          l AS (INSERT INTO lane (server_id, name, health_rank, freshness) SELECT id, 'github-prod', 1, 'live' FROM s RETURNING id),
          day AS (SELECT n, now() - n * interval '1 day' AS at FROM generate_series(1, $1::int) AS n),
          t AS (INSERT INTO transition (lane_id, stream_seq, at, recorded_at, cause, before, after)
                SELECT l.id, n, at, at, 'clock', NULL, jsonb_build_object('n', n) FROM l, day)
     INSERT INTO action (stream_id, stream_seq, lane_id, at, recorded_at, action, actor_kind, actor_name, summary)
     SELECT l.id, n, l.id, at, at, 'lane.edited', 'operator', 'ann', 'edit ' || n FROM l, day`,
    [ROWS],
  );
});

afterAll(() => rm(before, { recursive: true, force: true }));

const readWhole = (table: string) => db.query(`SELECT * FROM ${table} ORDER BY id`);

it("moves the whole story into its months, row for row, and loses none", async () => {
  const whole = await Promise.all(TABLES.map(readWhole));
  const audit = await db.query("SELECT * FROM audit ORDER BY id");
  expect(await migrate({ url: db.url })).toContain(BY_MONTH);
  await ensurePartitions(db, new Date(Date.now() - 36 * 86_400_000), 36);
  expect(await Promise.all(TABLES.map(readWhole))).toEqual(whole);
  expect(await db.query("SELECT * FROM audit ORDER BY id")).toEqual(audit);
});

it("has a partition for every month of it, and for the next two", async () => {
  const partitions = await listPartitions(db);
  const monthsOf = (table: string) => partitions.filter(({ of }) => of === table).map(({ from }) => from);
  const today = new Date();
  const newest = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 2));
  for (const table of TABLES) {
    expect(monthsOf(table).length).toBeGreaterThanOrEqual(32);
    expect(monthsOf(table).at(-1)).toEqual(newest);
  }
});

it.each(TABLES)("goes on counting where %s was, and refuses changes as before", async (table) => {
  const { last } = await one<{ last: number }>(db, `SELECT max(id) AS last FROM ${table}`);
  const columns = { transition: "lane_id, stream_seq, cause, after", action: "action, actor_kind, actor_name, summary" }[table];
  const { id } = await one<{ id: number }>(
    db,
    `INSERT INTO ${table} (at, recorded_at, ${columns}) SELECT now(), now(), ${columns} FROM ${table} LIMIT 1 RETURNING id`,
  );
  expect(id).toBeGreaterThan(last);
  await expect(db.query(`UPDATE ${table} SET at = now()`)).rejects.toThrow("append-only");
  await expect(db.query(`DELETE FROM ${table}`)).rejects.toThrow("append-only");
});
