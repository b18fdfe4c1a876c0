import { beforeAll, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { flushHeartbeats } from "#lib/pipeline/ingest/index.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
const DAYS_S = 86_400;
const KEY = { generation: 1, fingerprint: "9f2c41d0a7b35e68" };
let db: Database;
let server: TestServer;
let replica: TestReplica;

beforeAll(async () => {
  db = await createTestDatabase();
  server = await registerTestServer(db, "github-tools");
  replica = server.replica("web-1");
  await replica.send(T0, replica.event("credential.loaded", { ...KEY, expires_at: "never" }, { at: T0 }));
});

const alerts = () => db.query("SELECT state, severity, summary FROM alert WHERE condition = 'off_clock'");
const refusals = () => db.query<{ summary: string }>("SELECT summary FROM action WHERE action = 'replica.time_out_of_range'");
const offset = async () =>
  (await db.query<{ ms: number }>("SELECT clock_offset_ms AS ms FROM replica WHERE name = 'web-1'"))[0]?.ms;
/** A heartbeat as the SDK sends it again once it was refused. */
const corrected = (seconds: number, reportedS: number) =>
  replica.event("server.heartbeat", { reported_time: at(T0, reportedS).toISOString() } as object, { at: at(T0, seconds) });

it("a replica whose events are refused for their time is named in one entry and one alert, however often it tries", async () => {
  for (const seconds of [10, 20, 30]) {
    const ahead = replica.event("credential.verified", KEY, { at: at(T0, seconds + 3 * DAYS_S) });
    const refused = await replica.send(at(T0, seconds), ahead).catch((error: { code?: string }) => error);
    expect(refused).toMatchObject({ code: "all_rejected" });
  }
  await judgeDueLanes(db, at(T0, 31));
  expect(await refusals()).toEqual([{ summary: "Events were refused for their time: the clock of web-1 is 3 days ahead" }]);
  expect(await alerts()).toEqual([
    { state: "open", severity: "warning", summary: expect.stringContaining("the clock of web-1 is 3 days ahead") },
  ]);
});

it("what it sends again corrected does not make its clock look right", async () => {
  await replica.send(at(T0, 40), corrected(40, 40 + 3 * DAYS_S));
  await flushHeartbeats(db);
  expect(await offset()).toBe(3 * DAYS_S * 1_000);
  await judgeDueLanes(db, at(T0, 100));
  expect(await alerts()).toMatchObject([{ state: "open" }]);
});

it("a clock that was put right ends the alert within a minute", async () => {
  await replica.send(at(T0, 110), replica.event("server.heartbeat", {}, { at: at(T0, 110) }));
  await flushHeartbeats(db);
  expect(await offset()).toBe(0);
  await judgeDueLanes(db, at(T0, 170));
  expect(await alerts()).toMatchObject([{ state: "resolved" }]);
});

it("an event that was corrected is flagged, and one in time is not", async () => {
  const late = { ...KEY, reported_time: at(T0, 180 + 3 * DAYS_S).toISOString() };
  await replica.send(
    at(T0, 180),
    replica.event("credential.verified", late, { at: at(T0, 180), id: "corrected" }),
    replica.event("credential.verified", KEY, { at: at(T0, 180), id: "in-time" }),
  );
  const events = await db.query("SELECT event_id, skewed FROM event WHERE event_id IN ('corrected', 'in-time') ORDER BY 1");
  expect(events).toEqual([
    { event_id: "corrected", skewed: true },
    { event_id: "in-time", skewed: false },
  ]);
});
