import { beforeEach, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import {
  findHeldBack,
  isPositionKept,
  type OutboxPosition,
  pruneOutbox,
  readOutbox,
  readOutboxHead,
  writeOutbox,
} from "#lib/db/outbox.ts";
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

const refsAfter = async (position: OutboxPosition) => (await readOutbox(db, position, 100)).map(({ ref }) => ref);

it("a row that commits late is read in its place, not missed", async () => {
  const commitFirst = await hold(A);
  await db.transaction((tx) => writeOutbox(tx, [tell(B)]));
  const early = await readOutbox(db, START, 100);
  expect(early).toEqual([]);
  expect(await readOutboxHead(db)).toEqual(START);
  await commitFirst();
  expect(await refsAfter(START)).toEqual([A, B]);
});

it("a reader that follows along sees each row once, however commits overlap", async () => {
  const seen: string[] = [];
  let position = START;
  const read = async () => {
    const entries = await readOutbox(db, position, 3);
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
  for (let turn = 0; turn < refs.length; turn += 1) await read();
  expect(seen.toSorted()).toEqual(refs);
});

it("a place is known to be lost once rows after it may have been dropped", async () => {
  await db.transaction((tx) => writeOutbox(tx, [tell(A)]));
  const [first] = await readOutbox(db, START, 1);
  if (!first) throw new Error("nothing was written");
  expect(await isPositionKept(db, first.position)).toBe(true);
  await pruneOutbox(db, new Date(Date.now() + 60_000));
  expect(await isPositionKept(db, first.position)).toBe(false);
  await db.transaction((tx) => writeOutbox(tx, [tell(B)]));
  expect(await isPositionKept(db, first.position)).toBe(false);
});

it("one transaction tells of a thing once, with its newest version", async () => {
  await db.transaction(async (tx) => {
    await writeOutbox(tx, [{ ...tell(A), version: 3 }, tell(B)]);
    await writeOutbox(tx, [{ ...tell(A), version: 2 }]);
  });
  expect(await readOutbox(db, START, 100)).toMatchObject([
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
  expect([woken, await refsAfter(START)]).toEqual([2, [A, B]]);
  leave();
});

it("entries that wait behind an open transaction are noticed, with the session that holds them back", async () => {
  const commit = await hold(A);
  await db.transaction((tx) => writeOutbox(tx, [tell(B)]));
  expect(await findHeldBack(db, 60_000)).toBeNull();
  expect(await findHeldBack(db, 0)).toMatchObject({ entries: 1, pid: expect.any(Number), state: "idle in transaction" });
  await commit();
  expect(await findHeldBack(db, 0)).toBeNull();
});
