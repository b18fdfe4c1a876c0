import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { writeActions } from "#lib/db/actions.ts";
import { type Database, openDatabase } from "#lib/db/database.ts";
import { isDatabaseAway } from "#lib/db/is-database-away.ts";
import { findUserByEmail, insertUser, recordSignIn, type UserRow } from "#lib/db/users.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { NIGHT } from "#tests/pipeline/reporter.ts";
import { createTestDatabase } from "#tests/support/database.ts";

const AT = new Date(NIGHT.getTime() + 123);

let db: Database;
beforeAll(async () => {
  db = await createTestDatabase();
});

const person = (email: string) => ({ email, role: "viewer" as const, passwordHash: null });

async function add(email: string): Promise<UserRow> {
  const user = await insertUser(db, person(email));
  if (user === null) throw new Error(`${email} exists already`);
  return user;
}

const reasonOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe("a record transaction", () => {
  it("keeps a record and its audit together", async () => {
    await db.recordTransaction(async (tx) => {
      await insertUser(tx, person("both@example.com"));
      await writeActions(tx, SYSTEM, AT, [{ action: "user.created", summary: "both" }]);
    });
    expect(await findUserByEmail(db, "both@example.com")).not.toBeNull();
    expect(await db.query("SELECT at FROM action WHERE summary = 'both'")).toEqual([{ at: AT }]);
  });

  it("drops both where the audit cannot be written", async () => {
    const spoilt = db.recordTransaction(async (tx) => {
      await insertUser(tx, person("neither@example.com"));
      await writeActions(tx, SYSTEM, AT, [{ action: "user.created", serverId: "no uuid", summary: "neither" }]);
    });
    await expect(spoilt).rejects.toThrow("uuid");
    expect(await findUserByEmail(db, "neither@example.com")).toBeNull();
  });

  it("reads whole numbers as the rest of the program does", async () => {
    expect(await db.recordTransaction((tx) => tx.query("SELECT 7::int8 AS n"))).toEqual([{ n: 7 }]);
  });
});

it("times mean the same to Prisma and to SQL, whatever time zone the server is set to", async () => {
  const [{ name = "" } = {}] = await db.query<{ name: string }>("SELECT current_database() AS name");
  await db.query(`ALTER DATABASE ${name} SET TimeZone = 'Asia/Tokyo'`);
  const elsewhere = openDatabase({ url: db.url });
  try {
    const { id } = await add("tokyo@example.com");
    await recordSignIn(elsewhere, id, AT);
    expect(await elsewhere.query("SELECT last_sign_in_at AS at FROM app_user WHERE id = $1", [id])).toEqual([{ at: AT }]);
    expect(await elsewhere.prisma.user.findUnique({ where: { id }, select: { lastSignInAt: true } })).toEqual({
      lastSignInAt: AT,
    });
  } finally {
    await elsewhere.close();
  }
});

it("records and SQL share one pool", async () => {
  const narrow = openDatabase({ url: `${db.url}?application_name=narrow`, poolSize: 2 });
  try {
    const reads = Array.from({ length: 12 }, (_, turn) => (turn % 2 ? narrow.query("SELECT 1") : findUserByEmail(narrow, "x")));
    await Promise.all(reads);
    const [held] = await db.query<{ n: number }>("SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'narrow'");
    expect(held?.n).toBeLessThanOrEqual(2);
  } finally {
    await narrow.close();
  }
});

describe("while Postgres is away", () => {
  it("every way to ask says so", async () => {
    const away = openDatabase({ url: "postgres://nobody@127.0.0.1:1/none" });
    const ways = [
      () => away.query("SELECT 1"),
      () => findUserByEmail(away, "x"),
      () => away.recordTransaction((tx) => findUserByEmail(tx, "x")),
    ];
    for (const ask of ways) expect(isDatabaseAway(await reasonOf(ask()))).toBe(true);
    await away.close();
  });

  it("a record transaction that is cut off says so, and the next one works", async () => {
    const cut = db.recordTransaction(async (tx) => {
      const [own] = await tx.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      await db.query("SELECT pg_terminate_backend($1)", [own?.pid]);
      await findUserByEmail(tx, "x");
    });
    expect(isDatabaseAway(await reasonOf(cut))).toBe(true);
    expect(await db.recordTransaction((tx) => findUserByEmail(tx, "x"))).toBeNull();
  });

  it("a connection that breaks in hand, between two statements, ends its transaction and not the process", async () => {
    const cut = db.transaction(async (tx) => {
      const [own] = await tx.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      await db.query("SELECT pg_terminate_backend($1)", [own?.pid]);
      await sleep(100);
      await tx.query("SELECT 1");
    });
    expect(isDatabaseAway(await reasonOf(cut))).toBe(true);
    expect(await db.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });
});

it("a mistake of ours is not taken for a database that is away", async () => {
  const { email } = await add("twice@example.com");
  const twice = await reasonOf(db.prisma.user.create({ data: { email, role: "viewer" } }));
  expect(twice).toBeInstanceOf(Error);
  expect(isDatabaseAway(twice)).toBe(false);
});
