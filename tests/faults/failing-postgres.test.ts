import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { MEDIA_TYPE } from "#lib/contract/event.ts";
import { serverCreated } from "#lib/contract/server.ts";
import { type Database, openDatabase } from "#lib/db/database.ts";
import { isDatabaseAway } from "#lib/db/is-database-away.ts";
import { lockLanes } from "#lib/db/lane-record.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { registerTestServer } from "#tests/pipeline/reporter.ts";
import { call, createApiDatabase, problemOf, tokenOf } from "#tests/support/api.ts";
import { startRelay } from "#tests/support/relay.ts";
import { POST as sendEvents } from "../../app/api/v1/events/route.ts";
import { POST as createServer } from "../../app/api/v1/servers/route.ts";

const KEY = { generation: 1, fingerprint: "9f2c41d0a7b35e68" };
let db: Database;

beforeAll(async () => {
  db = await createApiDatabase();
});

const reasonOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe("a process that stands still in the middle of a transaction", () => {
  it("loses its locks before long, and others go on", async () => {
    const replica = (await registerTestServer(db, "stands-still")).replica("web-1");
    const now = new Date();
    await replica.send(now, replica.event("credential.loaded", { ...KEY, expires_at: "never" }, { at: now }));
    const lanes = await db.query<{ id: string }>("SELECT id FROM lane");
    const frozen = openDatabase({ url: db.url, idleInTransactionMs: 700 });
    const isHeld = Promise.withResolvers<void>();
    const wakesUp = Promise.withResolvers<void>();
    const standing = reasonOf(
      frozen.transaction(async (tx) => {
        await lockLanes(
          tx,
          lanes.map(({ id }) => id),
        );
        isHeld.resolve();
        await wakesUp.promise;
        await tx.query("SELECT 1");
      }),
    );
    await isHeld.promise;
    const receipt = await replica.send(now, replica.event("credential.verified", KEY, { at: now }));
    expect(receipt).toMatchObject({ accepted: 1 });
    wakesUp.resolve();
    expect(isDatabaseAway(await standing)).toBe(true);
    await frozen.close();
  });
});

describe("a Postgres that vanishes without a word", () => {
  it("is given up after the time it had to answer, and found again once it is back", async () => {
    const { hostname, port } = new URL(db.url);
    const relay = await startRelay({ hostname, port: Number(port) });
    const address = new URL(db.url);
    address.port = String(relay.port);
    const far = openDatabase({ url: address.href, answerWithinMs: 800 });
    const ask = () => far.transaction((tx) => tx.query("SELECT 1 AS one"));
    expect(await ask()).toEqual([{ one: 1 }]);
    relay.goDead();
    const startedAt = performance.now();
    expect(isDatabaseAway(await reasonOf(ask()))).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(await ask()).toEqual([{ one: 1 }]);
    await far.close();
    await relay.close();
  });
});

/** Lets every write to a table fail as on a full disk. */
async function fillDisk(table: "event" | "transition"): Promise<void> {
  await db.query(`CREATE OR REPLACE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$`);
  await db.query(`CREATE TRIGGER full_disk BEFORE INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION disk_is_full()`);
}
async function makeRoom(): Promise<void> {
  for (const table of ["event", "transition"]) await db.query(`DROP TRIGGER IF EXISTS full_disk ON ${table}`);
}

describe("while its disk is full", () => {
  afterEach(makeRoom);

  it("a reporter is told to come back, nothing is half done, and the same batch is taken once there is room", async () => {
    const body = { name: "full-disk" };
    const created = await call(createServer, { method: "POST", token: await tokenOf(db, "admin"), body });
    const { key } = serverCreated.parse(await created.json());
    const event = {
      specversion: "1.0",
      id: "one",
      source: "/servers/full-disk/replicas/web-1",
      subject: "github-prod",
      type: "dev.lanekeeper.credential.loaded",
      time: new Date().toISOString(),
      data: { ...KEY, expires_at: "never" },
    };
    const send = () =>
      call(sendEvents, { method: "POST", token: key, headers: { "content-type": MEDIA_TYPE.batch }, body: [event] });
    await fillDisk("event");
    const refused = await send();
    expect([refused.status, refused.headers.has("retry-after")]).toEqual([503, true]);
    expect(await problemOf(refused)).toMatchObject({ code: "unavailable" });
    const stored =
      "SELECT e.event_id FROM event e JOIN replica r ON r.id = e.source_id JOIN server s ON s.id = r.server_id WHERE s.slug = 'full-disk'";
    expect(await db.query(stored)).toEqual([]);
    await makeRoom();
    expect((await send()).status).toBe(202);
    expect(await db.query(stored)).toEqual([{ event_id: "one" }]);
  });

  it("the clock keeps what is due due, and writes it as soon as there is room", async () => {
    const replica = (await registerTestServer(db, "full-disk-clock")).replica("web-1");
    const now = new Date();
    const end = new Date(now.getTime() + 60_000);
    await replica.send(now, replica.event("credential.loaded", { ...KEY, expires_at: end.toISOString() }, { at: now }));
    const later = new Date(end.getTime() + 1_000);
    await fillDisk("transition");
    expect(isDatabaseAway(await reasonOf(judgeDueLanes(db, later)))).toBe(true);
    await makeRoom();
    expect(await judgeDueLanes(db, later)).toBeGreaterThan(0);
    const healths = await db.query<{ health: string }>(
      "SELECT l.health FROM lane l JOIN server s ON s.id = l.server_id WHERE s.slug = 'full-disk-clock'",
    );
    expect(healths).toEqual([{ health: "expired" }]);
  });
});
