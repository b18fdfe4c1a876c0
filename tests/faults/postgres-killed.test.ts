import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Running } from "#lib/cli/supervise/keep-running.ts";
import { type Database, openDatabase } from "#lib/db/database.ts";
import { migrate } from "#lib/db/migrate.ts";
import { seededRandom } from "#tests/support/random.ts";
import { registerServer } from "#tests/support/register-server.ts";
import { startWeb, type Web } from "#tests/support/start-web.ts";
import { startWorker } from "#tests/support/start-worker.ts";
import { type FrailPostgres, startFrailPostgres } from "./support/frail-postgres.ts";
import { type Account, reportPersistently } from "./support/persistent-reporter.ts";
import { makeTrouble } from "./support/troubled-lanes.ts";

const SLUG = "github-tools";
const REPORTERS = 6;
const routine = { slug: SLUG, batchSize: 5, share: 0, random: seededRandom(1), onDue: () => undefined };
const KILLS = 2;
const folder = mkdtempSync(join(tmpdir(), "lanekeeper-faults-"));
const ended: string[] = [];

let postgres: FrailPostgres;
let database: Database;
let web: Web;
let worker: Running;
let key: string;

beforeAll(async () => {
  postgres = await startFrailPostgres({ awayMs: 2_000 });
  await migrate({ url: postgres.url });
  database = openDatabase({ url: postgres.url });
  web = await startWeb({ databaseUrl: postgres.url, folder });
  worker = await startWorker({ databaseUrl: postgres.url, folder });
  web.exited.then(() => ended.push("web"));
  worker.exited.then(() => ended.push("worker"));
  key = await registerServer(web.url, SLUG);
});

afterAll(async () => {
  await web?.stop();
  await worker?.stop();
  await database?.close();
  await postgres?.end();
  rmSync(folder, { recursive: true, force: true });
});

// Never tried again: a second try would forgive what must not happen once.
const once = { retry: 0, timeout: 60_000 };

it(
  "kill -9 of Postgres under load loses no accepted event and stores none twice; web and worker recover by themselves",
  once,
  async () => {
    const enough = new AbortController();
    const reporters = Array.from({ length: REPORTERS }, (_, n) =>
      reportPersistently({ url: web.url, key, next: makeTrouble({ ...routine, replica: `web${n}-1` }), until: enough.signal }),
    );
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sleep(1_000);
      const restarted = postgres.killAndAwaitRestart();
      await vi.waitFor(async () => expect((await fetch(`${web.url}/api/readyz`)).status).toBe(503), { timeout: 5_000 });
      expect((await fetch(`${web.url}/api/healthz`)).status).toBe(200);
      await restarted;
      await vi.waitFor(async () => expect((await fetch(`${web.url}/api/readyz`)).status).toBe(200), { timeout: 15_000 });
    }
    await sleep(1_000);
    enough.abort();
    const accounts = await Promise.all(reporters);

    expect(accounts.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(sum(accounts, ({ turnedAway }) => turnedAway)).toBeGreaterThan(0);
    const stored = await database.query<{ event_id: string }>("SELECT event_id FROM event ORDER BY event_id");
    const accepted = accounts.flatMap((account) => account.accepted);
    expect(accepted.length).toBeGreaterThan(100);
    expect(stored.map(({ event_id: id }) => id).sort()).toEqual(accepted.sort());
    expect(ended).toEqual([]);
  },
);

it("the worker that lived through it still keeps the clock", once, async () => {
  const expiresAt = new Date(Date.now() + 1_500).toISOString();
  const answer = await fetch(`${web.url}/api/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents+json" },
    body: JSON.stringify({
      specversion: "1.0",
      id: "short",
      source: `/servers/${SLUG}/replicas/web0-1`,
      subject: "short-lived",
      type: "dev.lanekeeper.credential.loaded",
      time: new Date().toISOString(),
      data: { generation: 1, fingerprint: "9f2c41d0a7b35e68", expires_at: expiresAt },
    }),
  });
  expect(answer.status).toBe(202);
  const causes = () =>
    database.query(
      "SELECT t.cause, t.after ->> 'health' AS health FROM transition t JOIN lane l ON l.id = t.lane_id WHERE l.name = 'short-lived' ORDER BY t.id",
    );
  await vi.waitFor(async () => expect(await causes()).toContainEqual({ cause: "clock", health: "expired" }), { timeout: 20_000 });
  expect(ended).toEqual([]);
});

const sum = (accounts: readonly Account[], of: (account: Account) => number): number =>
  accounts.reduce((total, account) => total + of(account), 0);
