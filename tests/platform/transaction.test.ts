import { beforeAll, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import type { Sql } from "#lib/db/sql.ts";
import { createBareDatabase } from "#tests/support/database.ts";

let db: Database;

beforeAll(async () => {
  db = await createBareDatabase();
  await db.query("CREATE TABLE noted (id int)");
});

const noted = async (): Promise<number[]> =>
  (await db.query<{ id: number }>("SELECT id FROM noted ORDER BY id")).map(({ id }) => id);
const note = (tx: Sql, id: number) => tx.query("INSERT INTO noted VALUES ($1)", [id]);

it("statements asked for together run in the order they were asked for", async () => {
  const seen = await db.transaction((tx) =>
    Promise.all([note(tx, 1), tx.query<{ id: number }>("SELECT id FROM noted"), note(tx, 2)]),
  );
  expect(seen[1]).toEqual([{ id: 1 }]);
  expect(await noted()).toEqual([1, 2]);
});

it("when one of them fails, nothing of the others is kept, nor what they would have asked for next", async () => {
  for (let round = 0; round < 50; round += 1) {
    const chain = async (tx: Sql) => {
      for (let id = 10; id < 20; id += 1) await note(tx, id);
    };
    const work = db.transaction((tx) => Promise.all([chain(tx), tx.query("SELECT 1/0"), chain(tx)]));
    await expect(work).rejects.toThrow("division by zero");
  }
  expect(await noted()).toEqual([1, 2]);
});

it("a failure that the work keeps to itself is told all the same: what it believes written is not", async () => {
  const work = db.transaction(async (tx) => {
    await note(tx, 30);
    await tx.query("SELECT 1/0").catch(() => undefined);
    return "written";
  });
  await expect(work).rejects.toThrow("division by zero");
  expect(await noted()).toEqual([1, 2]);
});

it("a statement asked for after the end is refused", async () => {
  let left: Sql | undefined;
  await db.transaction(async (tx) => {
    left = tx;
    await note(tx, 3);
  });
  await expect(left?.query("INSERT INTO noted VALUES (4)")).rejects.toThrow("the transaction has ended");
  expect(await noted()).toEqual([1, 2, 3]);
});
