import { expect, test } from "vitest";
import type { Database } from "#lib/db/database.ts";
import type { Sql } from "#lib/db/sql.ts";
import { attestRetirement } from "#lib/pipeline/edit/index.ts";
import { at, operatorOf } from "./reporter.ts";
import { adopt, db, holder, laneId, prepared, read, replicas, rotate, server, start, T0 } from "./rotating-fleet.ts";

const FIRST = { number: 2, fingerprint: "2".repeat(16) };

/** The same database, which keeps in their order the locks that transactions take; one that is held already is none. */
function recordingLocks(): { database: Database; locks: string[] } {
  const locks: string[] = [];
  const held = new Set<unknown>();
  const note = (text: string, params: readonly unknown[] = []) => {
    const asked = text.includes("pg_advisory_xact_lock") ? params.flat() : [];
    if (asked.some((credential) => !held.has(credential))) locks.push("credential");
    for (const credential of asked) held.add(credential);
    if (/FROM server .* FOR NO KEY UPDATE|UPDATE server/.test(text)) locks.push("server");
  };
  const recording = (tx: Sql): Sql => ({
    ...tx,
    query: (text, params) => {
      note(text, params);
      return tx.query(text, params);
    },
  });
  const transaction: Database["transaction"] = (work, options) => db.transaction((tx) => work(recording(tx)), options);
  return { database: Object.assign(Object.create(db) as Database, { transaction }), locks };
}

test("a word on an older credential than the one that a rotation replaces locks both before any server", async () => {
  const gone = server.replica("web-0");
  await start(gone, 1, FIRST);
  await gone.send(at(T0, 2), gone.event("server.stopped", {}, { at: at(T0, 2) }));
  const id = await rotate(3, { retire_old: "when_proven" });
  await prepared(id, await holder(id), 4);
  for (const { name } of replicas) await adopt(id, name, 5);
  expect(await read(id)).toMatchObject({ phase: "retire_old", closed_as: null });
  const { database, locks } = recordingLocks();
  // That the generation in use may be followed no more has the server's version rise.
  await db.query("UPDATE lane_profile SET view = jsonb_set(view, '{adoptable}', 'null') WHERE lane_id = $1", [laneId]);
  await attestRetirement({ ctx: operatorOf(database, at(T0, 6)), laneId, number: FIRST.number, reason: "ended by hand" });
  expect(locks).toContain("server");
  expect(locks.slice(locks.indexOf("server"))).not.toContain("credential");
});
