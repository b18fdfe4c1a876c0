import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { createLog } from "#lib/log.ts";
import { clockLoop } from "#lib/worker/clock-loop.ts";
import { createApiDatabase, tokenOf } from "#tests/support/api.ts";
import { serveApi } from "#tests/support/serve-api.ts";
import { unreachable } from "./f2/unreachable.ts";

let database: Database;
let api: Awaited<ReturnType<typeof serveApi>>;
let clockEnded: Promise<unknown>;
const clock = new AbortController();

beforeAll(async () => {
  database = await createApiDatabase();
  api = await serveApi();
  clockEnded = clockLoop(database, createLog("worker"), clock.signal);
});
afterAll(async () => {
  await api.close();
  clock.abort();
  await clockEnded;
});

it("lanes go on as they were while Lanekeeper is away, and everything told meanwhile is there once", async () => {
  const { url } = api;
  const lanekeeper = { url, database, token: await tokenOf(database, "admin") };
  const { figures, violations } = await unreachable(lanekeeper, { server: "away", replicas: 4, muted: 1, say: () => undefined });
  expect(violations).toEqual([]);
  expect(figures["events that waited"]).toBeGreaterThan(100);
  expect(figures["answers lost"]).toBeGreaterThan(0);
}, 90_000);
