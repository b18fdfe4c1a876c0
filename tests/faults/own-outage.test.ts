import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startChild } from "#lib/cli/supervise/child-process.ts";
import type { Database } from "#lib/db/database.ts";
import { createLog } from "#lib/log.ts";
import { keepAlive } from "#lib/pipeline/watch/index.ts";
import { registerTestServer, type TestReplica } from "#tests/pipeline/reporter.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { findViolations } from "#tests/support/find-violations.ts";

const AWAY_MS = 5_000;
const HASTE = { everyMs: 200, awayAfterMs: 1_500 };
const folder = mkdtempSync(join(tmpdir(), "lanekeeper-away-"));
let db: Database;
let replica: TestReplica;
let stopReception = () => {};

beforeAll(async () => {
  db = await createTestDatabase();
  replica = (await registerTestServer(db, "github-tools")).replica("web1-1");
});
afterAll(() => {
  stopReception();
  rmSync(folder, { recursive: true, force: true });
});

const startWorker = () =>
  startChild({
    name: "worker",
    script: ["tests/faults/support/hasty-worker.ts"],
    environment: { DATABASE_URL: db.url, DATABASE_DIRECT_URL: db.url, LANEKEEPER_LOG_LEVEL: "info" },
    logFile: join(folder, "worker.log"),
    patienceMs: 5_000,
  });

/** Stands in for the web: events are taken by this process. */
function startReception(): void {
  const stop = new AbortController();
  void keepAlive({ db, part: "reception", log: createLog("web"), signal: stop.signal, ...HASTE });
  stopReception = () => stop.abort();
}

const report = (kind: Parameters<TestReplica["event"]>[0], data: object, at = new Date()) =>
  replica.send(new Date(), replica.event(kind, data as never, { at }));
const generation = (number: number, livesMs: number, at = new Date()) => ({
  generation: number,
  fingerprint: String(number).repeat(16),
  issued_at: at.toISOString(),
  expires_at: new Date(at.getTime() + livesMs).toISOString(),
});
const alerts = () => db.query("SELECT condition, state, resolution FROM alert ORDER BY opened_at");
const outages = () =>
  db.query<{ part: string; ms: number }>(
    "SELECT part, extract(epoch FROM ended_at - started_at) * 1000 AS ms FROM outage ORDER BY part",
  );
const health = async () => (await db.query<{ health: string; freshness: string }>("SELECT health, freshness FROM lane"))[0];

it("a worker that was killed writes down how long it was away, and pages for nothing that the backlog ends", async () => {
  startReception();
  const worker = await startWorker();
  await report("server.started", { heartbeat_s: 1 });
  await report("credential.loaded", generation(3, 3_000));
  await vi.waitFor(async () => expect(await db.query("SELECT part FROM beat WHERE part = 'clock'")).toHaveLength(1), 10_000);

  process.kill(worker.pid, "SIGKILL");
  stopReception();
  await sleep(AWAY_MS);
  expect(await alerts()).toEqual([]);

  startReception();
  const again = await startWorker();
  await vi.waitFor(async () => expect((await outages()).map(({ part }) => part)).toEqual(["clock", "reception"]), 10_000);
  for (const { ms } of await outages()) expect(Number(ms)).toBeGreaterThan(AWAY_MS - 1_000);
  expect(await db.query("SELECT count(*) AS told FROM action WHERE action = 'lanekeeper.was_away'")).toEqual([{ told: 2 }]);

  // The clock has judged the lane again: dead by its date, its server unheard for longer than three heartbeats.
  await vi.waitFor(async () => expect(await health()).toEqual({ health: "expired", freshness: "live" }), 10_000);
  expect(await alerts()).toEqual([]);

  const renewedAt = new Date(Date.now() - 2_000);
  await report("credential.loaded", generation(4, 3_600_000, renewedAt), renewedAt);
  expect(await alerts()).toEqual([{ condition: "expired", state: "resolved", resolution: "missed_while_away" }]);
  expect(await health()).toEqual({ health: "healthy", freshness: "live" });
  await again.stop();
  expect(await findViolations(db, new Date())).toEqual([]);
}, 60_000);
