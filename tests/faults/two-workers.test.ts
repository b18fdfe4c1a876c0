import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { registerTestServer, type TestReplica, type TestServer } from "#tests/pipeline/reporter.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { findViolations } from "#tests/support/find-violations.ts";
import { startWorker } from "#tests/support/start-worker.ts";

const DURATION_MS = 5_000;
const LANES = 8;
const REPLICAS = 6;
const folder = mkdtempSync(join(tmpdir(), "lanekeeper-workers-"));

let db: Database;
let server: TestServer;
let workers: Awaited<ReturnType<typeof startWorker>>[];

beforeAll(async () => {
  db = await createTestDatabase();
  server = await registerTestServer(db, "github-tools");
  workers = await Promise.all(["first", "second"].map((name) => startWorker({ databaseUrl: db.url, folder, name })));
});

afterAll(async () => {
  await Promise.all((workers ?? []).map((worker) => worker.stop()));
  rmSync(folder, { recursive: true, force: true });
});

/** Reports on every lane, in an order of its own, credentials that last a moment: the clock has as much to say as the events. */
async function report(replica: TestReplica, offset: number): Promise<number> {
  const endsAt = Date.now() + DURATION_MS;
  let sent = 0;
  for (let generation = 1; Date.now() < endsAt; generation += 1) {
    const now = new Date();
    const lanes = Array.from({ length: LANES }, (_, n) => `lane-${(n * (offset % 2 === 0 ? 1 : LANES - 1) + offset) % LANES}`);
    const loaded = {
      generation,
      fingerprint: generation.toString(16).padStart(16, "0"),
      issued_at: now.toISOString(),
      expires_at: new Date(now.getTime() + 400 + 100 * offset).toISOString(),
    };
    const receipt = await replica.send(
      now,
      replica.event("server.heartbeat", {}, { at: now }),
      ...lanes.map((lane) => replica.event("credential.loaded", loaded, { at: now, lane })),
      ...lanes.map((lane) => replica.event("auth.failed", { generation, outcome: "auth_unclassified" }, { at: now, lane })),
    );
    expect(receipt).toMatchObject({ accepted: 1 + 2 * LANES, duplicates: 0, rejected: [] });
    sent += 2 * LANES;
    await sleep(40 * offset);
  }
  return sent;
}

it("two workers and six replicas on the same lanes never deadlock, fail, or write a transition twice", async () => {
  const sent = await Promise.all(Array.from({ length: REPLICAS }, (_, n) => report(server.replica(`web${n}-1`), n)));
  const total = sent.reduce((sum, count) => sum + count, 0);
  // The last credentials run out with nobody but the clocks to see it.
  await sleep(2_000);
  await Promise.all(workers.map((worker) => worker.stop()));

  expect(await db.query("SELECT count(*) AS events FROM event")).toEqual([{ events: total }]);
  for (const worker of workers) expect(worker.log()).not.toContain('"level":"error"');
  const [stats] = await db.query<{ deadlocks: number }>(
    "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
  );
  expect(stats?.deadlocks).toBe(0);

  const causes = await db.query<{ cause: string }>("SELECT DISTINCT cause FROM transition ORDER BY cause");
  expect(causes.map(({ cause }) => cause)).toEqual(["clock", "event"]);
  expect(await findViolations(db, new Date())).toEqual([]);
}, 30_000);
