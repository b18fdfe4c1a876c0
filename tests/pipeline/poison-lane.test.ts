import { beforeAll, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, registerTestServer } from "./reporter.ts";

const LANES = 40;
const POISONED = ["lane-7", "lane-8", "lane-31"];

let db: Database;

beforeAll(async () => {
  db = await createTestDatabase();
  const replica = (await registerTestServer(db, "github-tools")).replica("web1-1");
  const loaded = { generation: 1, fingerprint: "9f2c41d0a7b35e68", expires_at: at(NIGHT, 600).toISOString() };
  const lanes = Array.from({ length: LANES }, (_, n) => `lane-${n}`);
  await replica.send(NIGHT, ...lanes.map((lane) => replica.event("credential.loaded", loaded, { at: NIGHT, lane })));
  await db.query("UPDATE generation g SET state = '{}' FROM lane l WHERE l.id = g.lane_id AND l.name = ANY($1::text[])", [
    POISONED,
  ]);
});

const readExpired = async (): Promise<string[]> =>
  (await db.query<{ name: string }>("SELECT name FROM lane WHERE health = 'expired'")).map(({ name }) => name);

it("lanes that cannot be judged keep no other waiting, and are tried again a minute later", async () => {
  const now = at(NIGHT, 601);
  await expect(judgeDueLanes(db, now)).rejects.toThrow(`${POISONED.length} of ${LANES} due lanes could not be judged`);
  const expired = await readExpired();
  expect(expired).toHaveLength(LANES - POISONED.length);
  expect(expired).not.toEqual(expect.arrayContaining([POISONED[0]]));
  const waiting = await db.query<{ name: string; at: Date }>(
    "SELECT name, next_deadline_at AS at FROM lane WHERE health <> 'expired' ORDER BY name",
  );
  expect(waiting).toEqual(POISONED.toSorted().map((name) => ({ name, at: at(now, 60) })));
});

it("each of the others is told of once", async () => {
  const told = await db.query("SELECT lane_id FROM transition WHERE cause = 'clock' GROUP BY lane_id HAVING count(*) > 1");
  expect(told).toEqual([]);
});
