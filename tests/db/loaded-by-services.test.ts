import { readFile } from "node:fs/promises";
import { beforeAll, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { readLane } from "#lib/views/read-lane.ts";
import { at, NIGHT, registerTestServer, type TestReplica, type TestServer } from "#tests/pipeline/reporter.ts";
import { createTestDatabase } from "#tests/support/database.ts";

const MIGRATION = "prisma/migrations/20261123130000_loaded_by_services/migration.sql";
const generation = (number: number) => ({ generation: number, fingerprint: `${number}`.repeat(16) });

let db: Database;
let server: TestServer;
let service: TestReplica;

/** Two lanes as they were stored before anything told who had loaded a generation. */
beforeAll(async () => {
  db = await createTestDatabase();
  server = await registerTestServer(db, "github-tools");
  service = server.replica("web-1");
  const laptop = server.workstation("laptop");
  for (const [replica, lane] of [[service, "served"] as const, [laptop, "tried-out"] as const])
    await replica.send(
      NIGHT,
      ...[4, 5].map((number) => replica.event("credential.loaded", generation(number), { at: NIGHT, lane })),
    );
  await db.query("UPDATE generation SET state = state - 'loadedByService'");
  await db.query(await readFile(MIGRATION, "utf8"));
});

const read = async (name: string, seconds: number) => {
  const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE name = $1", [name]);
  return readLane(db, lane?.id ?? "", at(NIGHT, seconds));
};

it("takes what a lane with services ever loaded for theirs, and what a workstation tried out for nobody's", async () => {
  const marked = await db.query(
    `SELECT l.name, g.number FROM generation g JOIN lane l ON l.id = g.lane_id WHERE g.state -> 'loadedByService' = 'true' ORDER BY g.number`,
  );
  expect(marked).toEqual([4, 5].map((number) => ({ name: "served", number })));
});

it("a replica that begins with the older generation and goes leaves the newer one the last that was served", async () => {
  await service.send(at(NIGHT, 5), service.event("server.stopped", {}, { at: at(NIGHT, 5) }));
  const late = server.replica("web-2");
  await late.send(at(NIGHT, 10), late.event("credential.loaded", generation(4), { at: at(NIGHT, 10), lane: "served" }));
  await late.send(at(NIGHT, 20), late.event("server.stopped", {}, { at: at(NIGHT, 20) }));
  await judgeDueLanes(db, at(NIGHT, 21));
  expect(await read("served", 22)).toMatchObject({ freshness: "silent", generation: { number: 5 } });
});
