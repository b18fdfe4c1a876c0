import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { disableUserRow } from "#lib/db/users.ts";
import { registerTestServer, type TestServer } from "#tests/pipeline/reporter.ts";
import { signedIn, tokenOf } from "#tests/support/api.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { registerServer } from "#tests/support/register-server.ts";
import { startWeb, type Web } from "#tests/support/start-web.ts";
import { type HeardStream, openStream } from "./support/open-stream.ts";

const folder = mkdtempSync(join(tmpdir(), "lanekeeper-streams-"));
const opened: HeardStream[] = [];

let db: Database;
let one: Web;
let two: Web;
let viewer: string;
let operator: string;
let server: TestServer;
let key: string;
let laneId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  [one, two] = await Promise.all([startWeb({ databaseUrl: db.url, folder }), startWeb({ databaseUrl: db.url, folder })]);
  viewer = (await signedIn(db, "viewer")).cookie;
  operator = await tokenOf(db, "operator");
  key = await registerServer(one.url, "fleet");
  server = await registerTestServer(db, "reporting");
  await load(1);
  const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]);
  laneId = lane?.id ?? "";
}, 60_000);

afterAll(async () => {
  for (const stream of opened) stream.close();
  await Promise.all([one?.stop(), two?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Reports a change of the lane, in this process: both web processes hear of it through Postgres alone. */
async function load(generation: number): Promise<void> {
  const now = new Date();
  const replica = server.replica(`web${generation}-1`);
  const loaded = { generation, fingerprint: String(generation).padStart(16, "0"), expires_at: "never" as const };
  await replica.send(now, replica.event("credential.loaded", loaded, { at: now }));
}

async function watch(web: Web, headers: Record<string, string> = { cookie: viewer }): Promise<HeardStream> {
  const stream = await openStream(`${web.url}/api/v1/stream`, headers);
  opened.push(stream);
  return stream;
}

async function obey(web: Web, replica: string, serverKey = key): Promise<HeardStream> {
  const stream = await openStream(`${web.url}/api/v1/commands/stream?replica=${replica}`, {
    authorization: `Bearer ${serverKey}`,
  });
  opened.push(stream);
  return stream;
}

const lanesTold = (stream: HeardStream) =>
  stream.events.filter(({ event, data }) => event === "lane" && data.id === laneId).length;
const controlTold = (stream: HeardStream) =>
  stream.events.filter(({ event }) => event === "desired").map(({ data }) => (data.lanes as { control: string }[])[0]?.control);

it("both of two web processes tell of what neither of them did, and of a command given through one", async () => {
  const consoles = await Promise.all([watch(one), watch(two)]);
  const before = consoles.map(lanesTold);
  await load(2);
  await vi.waitFor(() => expect(consoles.map(lanesTold).every((told, n) => told > (before[n] ?? 0))).toBe(true), {
    timeout: 3_000,
  });

  const reporting = await registerKeyFor(server.id);
  const replicas = await Promise.all([obey(one, "web1-1", reporting), obey(two, "web2-1", reporting)]);
  await vi.waitFor(() => expect(replicas.map(controlTold)).toEqual([["active"], ["active"]]));
  const answer = await fetch(`${one.url}/api/v1/lanes/${laneId}/commands`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${operator}` },
    body: JSON.stringify({ kind: "pause", reason: "on call" }),
  });
  expect(answer.status).toBe(202);
  await vi.waitFor(() => expect(replicas.map((replica) => controlTold(replica).at(-1))).toEqual(["paused", "paused"]), {
    timeout: 3_000,
  });
});

it("a console that opens is told what changed a moment ago, and each client another time to come back", async () => {
  await load(3);
  const streams = await Promise.all(Array.from({ length: 8 }, () => watch(one)));
  await vi.waitFor(() => expect(streams.every((stream) => lanesTold(stream) > 0)).toBe(true));
  const waits = streams.map((stream) => stream.retryMs());
  expect(new Set(waits).size).toBeGreaterThan(4);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_000);
});

it("a console that comes back is told what it missed, by any process, and to read anew where that is not known", async () => {
  const first = await watch(one);
  await vi.waitFor(() => expect(first.lastEventId()).not.toBe(""));
  const place = first.lastEventId();
  first.close();
  await load(4);
  const again = await watch(two, { cookie: viewer, "last-event-id": place });
  await vi.waitFor(() => expect(lanesTold(again)).toBe(1));
  expect(again.names()).not.toContain("reset");
  for (const unknown of ["1.1", "nonsense"]) {
    const lost = await watch(one, { cookie: viewer, "last-event-id": unknown });
    await vi.waitFor(() => expect(lost.names()).toEqual(["reset"]));
    // From here on it can resume.
    expect(lost.lastEventId()).toMatch(/^\d+\.\d+$/);
  }
});

it("of very many changes at once a console is told only to read anew", async () => {
  const stream = await watch(one);
  await db.query("INSERT INTO outbox (topic, ref, version) SELECT 'lane', gen_random_uuid(), 1 FROM generate_series(1, 5000)");
  await load(5);
  await vi.waitFor(() => expect(stream.names()).toContain("reset"), { timeout: 3_000 });
  expect(stream.names().length).toBeLessThan(500);
  expect(stream.events.find(({ event }) => event === "reset")?.data.spread_ms).toBeGreaterThan(0);
});

it("a revoked key, a revoked token and a disabled user lose their streams within one heartbeat, others keep theirs", async () => {
  const leaver = await signedIn(db, "operator", "leaver@example.com");
  const token = await tokenOf(db, "viewer");
  const revokedKey = await registerServer(one.url, "leaving");
  const lost = await Promise.all([
    watch(one, { cookie: leaver.cookie }),
    watch(two, { authorization: `Bearer ${token}` }),
    obey(two, "web1-1", revokedKey),
  ]);
  const kept = [await watch(one), await watch(two, { authorization: `Bearer ${operator}` }), await obey(one, "web9-1")];
  const endedEarly: HeardStream[] = [];
  for (const stream of kept) void stream.ended.then(() => endedEarly.push(stream));
  await disableUserRow(db, leaver.user.id, new Date());
  await db.query("UPDATE api_token SET revoked_at = now() WHERE role = 'viewer'");
  await db.query("UPDATE server_key SET revoked_at = now() WHERE server_id = (SELECT id FROM server WHERE slug = 'leaving')");
  const startedAt = performance.now();
  await Promise.all(lost.map(({ ended }) => ended));
  expect(performance.now() - startedAt).toBeLessThan(17_000);
  await sleep(100);
  expect(endedEarly).toEqual([]);
}, 30_000);

it("a web process that is told to stop ends its streams one after the other, and then by itself", async () => {
  const streams = await Promise.all(Array.from({ length: 30 }, () => watch(two)));
  const endedAt: number[] = [];
  for (const stream of streams) void stream.ended.then(() => endedAt.push(performance.now()));
  const startedAt = performance.now();
  await two.stop();
  // Had it to be killed, this would be the signal.
  expect(await two.exited).toBe(143);
  await vi.waitFor(() => expect(endedAt).toHaveLength(streams.length));
  expect(Math.max(...endedAt) - Math.min(...endedAt)).toBeGreaterThan(200);
  expect(Math.max(...endedAt) - startedAt).toBeLessThan(2_000);
});

/** A key for a server that was registered without the API. */
async function registerKeyFor(serverId: string): Promise<string> {
  const answer = await fetch(`${one.url}/api/v1/servers/${serverId}/keys`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${await tokenOf(db, "admin")}` },
    body: JSON.stringify({}),
  });
  if (answer.status !== 201) throw new Error(`no key: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { key: string }).key;
}
