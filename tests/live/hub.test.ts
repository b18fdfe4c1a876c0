import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, it, vi } from "vitest";
import { type Database, openDatabase } from "#lib/db/database.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { LiveHub } from "#lib/live/hub.ts";
import { createTestDatabase } from "#tests/support/database.ts";

const SERVER = "00000000-0000-4000-8000-00000000000c";
const refOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const tell = (n: number) => ({ topic: "lane" as const, ref: refOf(n), serverId: null, version: 1 });
const tellServer = { topic: "control" as const, ref: refOf(0), serverId: SERVER, version: 1 };

let db: Database;
let hub: LiveHub;
let heard: { ref: string; atMs: number }[];

beforeEach(async () => {
  db = await createTestDatabase();
  hub = new LiveHub(db);
  await hub.started;
  heard = [];
  hub.subscribe((entries) => {
    for (const { ref } of entries) heard.push({ ref, atMs: performance.now() });
  });
});

const write = (n: number, database = db) => database.transaction((tx) => writeOutbox(tx, [tell(n)]));
const refs = () => heard.map(({ ref }) => ref);

it("a change that commits late is told in its place, with those that waited for it", async () => {
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const late = db.transaction(async (tx) => {
    await tx.query("SELECT pg_current_xact_id()");
    await writeOutbox(tx, [tell(1)]);
    begin();
    await mayCommit;
  });
  await begun;
  await write(2);
  await write(3);
  await sleep(200);
  expect(refs()).toEqual([]);
  commit();
  await late;
  await vi.waitFor(() => expect(refs()).toEqual([refOf(1), refOf(2), refOf(3)]));
});

it("entries held back by a transaction that has nothing to tell are told soon after it ends", async () => {
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const silent = db.transaction(async (tx) => {
    await tx.query("SELECT pg_current_xact_id()");
    begin();
    await mayCommit;
  });
  await begun;
  await write(1);
  await sleep(50);
  commit();
  await silent;
  const endedAtMs = performance.now();
  await vi.waitFor(() => expect(refs()).toEqual([refOf(1)]), { interval: 5 });
  // Not by the poll of each second.
  expect((heard[0]?.atMs ?? 0) - endedAtMs).toBeLessThan(500);
});

it("a killed LISTEN connection is replaced, and what was told meanwhile is caught up with", async () => {
  const other = openDatabase({ url: db.url });
  const listeners = () =>
    db.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()",
    );
  await vi.waitFor(async () => expect(await listeners()).toHaveLength(1));
  const [killed] = await listeners();
  await db.query("SELECT pg_terminate_backend($1)", [killed?.pid]);
  await write(1, other);
  await vi.waitFor(() => expect(refs()).toEqual([refOf(1)]), { timeout: 3_000 });
  await vi.waitFor(async () => expect((await listeners()).map(({ pid }) => pid)).not.toEqual([killed?.pid]), { timeout: 3_000 });
  await vi.waitFor(async () => expect(await listeners()).toHaveLength(1), { timeout: 3_000 });
  await write(2, other);
  await vi.waitFor(() => expect(refs()).toEqual([refOf(1), refOf(2)]), { timeout: 3_000 });
  await other.close();
});

it("LISTEN goes to the direct address where the other one leads to a pooler", async () => {
  const direct = `${db.url}?application_name=direct`;
  const pooled = openDatabase({ url: db.url, directUrl: direct });
  const behindPooler = new LiveHub(pooled);
  await behindPooler.started;
  await vi.waitFor(async () =>
    expect(
      await db.query("SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"),
    ).toContainEqual({ application_name: "direct" }),
  );
  await pooled.close();
});

it("whoever waits for a server is woken by its news alone, or by giving up", async () => {
  const giveUp = new AbortController();
  let woken = 0;
  const waits = hub.serverChanged(SERVER, giveUp.signal).then(() => {
    woken += 1;
  });
  await write(1);
  await vi.waitFor(() => expect(refs()).toHaveLength(1));
  expect(woken).toBe(0);
  await db.transaction((tx) => writeOutbox(tx, [tellServer]));
  await waits;
  expect(woken).toBe(1);
  const given = hub.serverChanged(SERVER, giveUp.signal);
  giveUp.abort();
  await given;
  await hub.serverChanged(SERVER, giveUp.signal);
});

it("a burst of commits costs few reads", async () => {
  let reads = 0;
  const counted: Database = Object.create(db, {
    query: {
      value: (text: string, params: unknown[]) => {
        reads += 1;
        return db.query(text, params);
      },
    },
  });
  const counting = new LiveHub(counted);
  await counting.started;
  let told = 0;
  counting.subscribe((entries) => {
    told += entries.length;
  });
  reads = 0;
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: 500 }, (_, n) => write(n)));
  await vi.waitFor(() => expect(told).toBe(500), { timeout: 5_000 });
  expect(reads).toBeLessThanOrEqual((performance.now() - startedAt) / 20 + 2);
});
