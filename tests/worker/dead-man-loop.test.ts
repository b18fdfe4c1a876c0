import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Database, openDatabase } from "#lib/db/database.ts";
import { createLog } from "#lib/log.ts";
import { noteAlive } from "#lib/pipeline/watch/index.ts";
import { deadManLoop } from "#lib/worker/dead-man-loop.ts";
import { registerTestServer } from "#tests/pipeline/reporter.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { type HttpPeer, type PeerAnswer, startHttpPeer } from "#tests/support/http-peer.ts";

let db: Database;
let peer: HttpPeer;
let answer: () => PeerAnswer | null;
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  db = await createTestDatabase();
  answer = () => ({ status: 200 });
  peer = await startHttpPeer(() => answer());
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await peer.close();
});

/** A worker's switch that looks ten times a second. */
function start(database = db, limitMs = 200) {
  const stop = new AbortController();
  const log = { ...createLog("worker"), warn: vi.fn(), error: vi.fn() };
  const ended = deadManLoop({
    db: database,
    url: `${peer.url}/ping/s3cret`,
    log,
    signal: stop.signal,
    everyMs: 100,
    jitterMs: 20,
    limitMs,
  });
  stops.push(async () => {
    stop.abort();
    await ended;
  });
  return log;
}
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 700));
const inNextMinute = () => db.query("UPDATE beat SET at = at - interval '1 minute' WHERE part = 'ping'");

it("is pinged once a minute, however many workers there are", async () => {
  await noteAlive(db, "reception", new Date());
  start();
  start();
  await vi.waitFor(() => expect(peer.requests).toHaveLength(1), 3_000);
  await aWhile();
  // A minute may have begun meanwhile.
  const minutes = peer.requests.length;
  expect(minutes).toBeLessThanOrEqual(2);
  expect(peer.requests[0]).toMatchObject({ method: "GET", path: "/ping/s3cret" });
  await inNextMinute();
  await vi.waitFor(() => expect(peer.requests.length).toBeGreaterThan(minutes), 3_000);
});

it("is not pinged while no web server works, lanes are judged late, or Postgres is away", async () => {
  const log = start();
  await aWhile();
  expect(log.warn).toHaveBeenCalledWith({ lags: ["no web server takes events and delivers commands"] }, expect.any(String));

  await noteAlive(db, "reception", new Date());
  const server = await registerTestServer(db, "github-tools");
  const minuteAgo = new Date(Date.now() - 60_000);
  await db.query(
    "INSERT INTO lane (server_id, name, health_rank, freshness, next_deadline_at) VALUES ($1, 'late', 0, 'live', $2)",
    [server.id, minuteAgo],
  );
  await vi.waitFor(() => expect(log.warn).toHaveBeenCalledWith({ lags: ["lanes are judged late"] }, expect.any(String)), 3_000);
  const away = openDatabase({ url: "postgres://nobody@127.0.0.1:1/none" });
  const lost = start(away);
  await vi.waitFor(() => expect(lost.error).toHaveBeenCalled(), 3_000);
  expect(peer.requests).toEqual([]);

  await db.query("DELETE FROM lane");
  await vi.waitFor(() => expect(peer.requests).toHaveLength(1), 5_000);
  await away.close();
});

it.each<[name: string, given: () => PeerAnswer | null, said: object]>([
  ["refuses", () => ({ status: 503 }), { status: 503 }],
  ["hangs up", () => "cut", { reason: "TypeError" }],
  ["never answers", () => null, { reason: "TimeoutError" }],
])("a peer that %s is logged without its address, and ends nothing", async (_, given, said) => {
  await noteAlive(db, "reception", new Date());
  answer = given;
  const log = start();
  await vi.waitFor(() => expect(log.warn).toHaveBeenCalledWith(said, expect.any(String)), 5_000);
  expect(JSON.stringify(log.warn.mock.calls)).not.toContain("s3cret");
  answer = () => ({ status: 200 });
  await inNextMinute();
  await noteAlive(db, "reception", new Date());
  await vi.waitFor(() => expect(peer.requests.length).toBeGreaterThan(1), 5_000);
});
