import { beforeAll, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { at, NIGHT, registerTestServer } from "#tests/pipeline/reporter.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { findViolations } from "#tests/support/find-violations.ts";

const NOW = at(NIGHT, 2);
const DEAD = { generation: 3, fingerprint: "3333333333333333" };
let db: Database;

beforeAll(async () => {
  db = await createTestDatabase();
  const replica = (await registerTestServer(db, "github-tools")).replica("web-1");
  await replica.send(NIGHT, replica.event("credential.loaded", { ...DEAD, expires_at: "never" }, { at: NIGHT }));
  const verdict = { ...DEAD, certainty: "confirmed" as const };
  await replica.send(at(NIGHT, 1), replica.event("credential.revoked", verdict, { at: at(NIGHT, 1) }));
});

it("finds nothing wrong with what the pipeline wrote", async () => {
  expect(await findViolations(db, NOW)).toEqual([]);
});

/** Does harm in a transaction that is rolled back, and tells what is found wrong within. */
async function foundAfter(harm: string): Promise<string[]> {
  const undone = new Error("undone");
  let found: string[] = [];
  const work = db.transaction(async (tx) => {
    await tx.query(harm);
    found = await findViolations({ ...db, query: tx.query }, NOW);
    throw undone;
  });
  await work.catch((error: unknown) => {
    if (error !== undone) throw error;
  });
  return found;
}

it.each([
  ["a fact was lost from a generation", "UPDATE generation SET state = jsonb_set(state, '{revoked}', '[]')", "stored state"],
  ["a replica's registers were lost", "UPDATE lane_replica SET state = jsonb_set(state, '{serving}', 'null')", "stored state"],
  ["the list shows another health", "UPDATE lane SET health = 'healthy'", "shown as healthy"],
  ["an alert is gone", "DELETE FROM alert WHERE condition = 'revoked'", "an alert is missing: revoked"],
  ["an alert counts what was not", "UPDATE alert SET count = 2", "counts 2 and was opened 1 times"],
  [
    "a transition is told twice",
    "INSERT INTO transition (lane_id, stream_seq, at, recorded_at, cause, before, after) SELECT lane_id, stream_seq, at, recorded_at, cause, before, after FROM transition",
    "the last one ended at",
  ],
  ["a degraded window was closed early", "UPDATE degraded_window SET ended_at = now()", "degraded window"],
])("finds that %s", async (_, harm, said) => {
  expect((await foundAfter(harm)).join("\n")).toContain(said);
});
