import { beforeEach, expect, it, vi } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { findOldestWriter, type OutboxPosition, pruneOutbox, readOutbox, readOutboxTail, writeOutbox } from "#lib/db/outbox.ts";
import { createTestDatabase } from "#tests/support/database.ts";

const A = "00000000-0000-4000-8000-00000000000a";
const B = "00000000-0000-4000-8000-00000000000b";
const START: OutboxPosition = { xid: "0", id: 0 };

let db: Database;
beforeEach(async () => {
  db = await createTestDatabase();
});

const tell = (ref: string) => ({ topic: "lane" as const, ref, serverId: null, version: 1 });

/** A transaction that has changed something and is held open until it is told to commit. */
async function hold(ref: string): Promise<() => Promise<void>> {
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const { promise: written, resolve: hasWritten } = Promise.withResolvers<void>();
  const done = db.transaction(async (tx) => {
    await tx.query("SELECT pg_current_xact_id()");
    await writeOutbox(tx, [tell(ref)]);
    hasWritten();
    await mayCommit;
  });
  await written;
  return () => {
    commit();
    return done;
  };
}

/** Writers of other databases hold entries back too, since transactions are counted across the whole server. */
const untilSettled = () =>
  vi.waitFor(async () => expect((await readOutbox(db, START, 100)).heldBack).toBe(0), { timeout: 20_000 });

const refsAfter = async (position: OutboxPosition) => (await readOutbox(db, position, 100)).entries.map(({ ref }) => ref);

it("a row that commits late is read in its place, not missed", async () => {
  const commitFirst = await hold(A);
  await db.transaction((tx) => writeOutbox(tx, [tell(B)]));
  expect(await readOutbox(db, START, 100)).toEqual({ entries: [], heldBack: 1, heldSince: expect.any(Date) });
  expect(await readOutboxTail(db, 100)).toEqual([]);
  await commitFirst();
  await untilSettled();
  expect(await refsAfter(START)).toEqual([A, B]);
});

it("a reader that follows along sees each row once, however commits overlap", async () => {
  const seen: string[] = [];
  let position = START;
  const read = async () => {
    const { entries } = await readOutbox(db, position, 3);
    seen.push(...entries.map(({ ref }) => ref));
    position = entries.at(-1)?.position ?? position;
  };
  const refs = Array.from({ length: 24 }, (_, index) => `00000000-0000-4000-8000-0000000000${String(index).padStart(2, "0")}`);
  const waves = [refs.slice(0, 8), refs.slice(8, 16), refs.slice(16)];
  for (const wave of waves) {
    const commits = await Promise.all(wave.map((ref) => hold(ref)));
    for (const commit of commits.toReversed()) {
      await read();
      await commit();
    }
    await read();
  }
  await untilSettled();
  for (let turn = 0; turn < refs.length; turn += 1) await read();
  expect(seen.toSorted()).toEqual(refs);
});

it("the tail is the newest entries, oldest first, and what is pruned is gone from it", async () => {
  for (const ref of [A, B, A]) await db.transaction((tx) => writeOutbox(tx, [tell(ref)]));
  await untilSettled();
  expect((await readOutboxTail(db, 2)).map(({ ref }) => ref)).toEqual([B, A]);
  await pruneOutbox(db, new Date(Date.now() - 60_000));
  expect(await readOutboxTail(db, 10)).toHaveLength(3);
  await pruneOutbox(db, new Date(Date.now() + 60_000));
  expect(await readOutboxTail(db, 10)).toEqual([]);
});

it("one transaction tells of a thing once, with its newest version", async () => {
  await db.transaction(async (tx) => {
    await writeOutbox(tx, [{ ...tell(A), version: 3 }, tell(B)]);
    await writeOutbox(tx, [{ ...tell(A), version: 2 }]);
  });
  await untilSettled();
  expect((await readOutbox(db, START, 100)).entries).toMatchObject([
    { ref: A, version: 3 },
    { ref: B, version: 1 },
  ]);
});

it("what a transaction tells is rolled back with it, and wakes readers of this process only once it is committed", async () => {
  let woken = 0;
  const leave = db.onNews(() => {
    woken += 1;
  });
  const failed = db.transaction(async (tx) => {
    await writeOutbox(tx, [tell(A)]);
    throw new Error("changed its mind");
  });
  await expect(failed).rejects.toThrow("changed its mind");
  await db.transaction((tx) => tx.query("SELECT 1"));
  expect([woken, await refsAfter(START)]).toEqual([0, []]);
  await db.transaction((tx) => writeOutbox(tx, [tell(A)]));
  await db.recordTransaction((tx) => writeOutbox(tx, [tell(B)]));
  await untilSettled();
  expect([woken, await refsAfter(START)]).toEqual([2, [A, B]]);
  leave();
});

it("the session that keeps entries from being settled can be named", async () => {
  const commit = await hold(A);
  expect(await findOldestWriter(db)).toMatchObject({ pid: expect.any(Number), state: "idle in transaction" });
  await commit();
});
