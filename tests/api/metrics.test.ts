import { beforeAll, describe, expect, it } from "vitest";
import { PEER_HEADER } from "#lib/auth/client-address.ts";
import type { Database } from "#lib/db/database.ts";
import { isFromLoopback } from "#lib/http/from-loopback.ts";
import { provideGauge } from "#lib/meter.ts";
import { noteAlive } from "#lib/pipeline/watch/index.ts";
import { registerTestServer } from "#tests/pipeline/reporter.ts";
import { call, createApiDatabase, problemOf, tokenOf, whilePostgresIsAway } from "#tests/support/api.ts";
import { GET as metrics } from "../../app/api/metrics/route.ts";

let db: Database;
let viewer: string;

beforeAll(async () => {
  db = await createApiDatabase();
  viewer = await tokenOf(db, "viewer");
});

/** Samples by name and labels. */
async function scrape(): Promise<Map<string, number>> {
  const response = await call(metrics, { token: viewer });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]));
}

describe("what a scraper reads", () => {
  it("is what became of events, and what waits", async () => {
    const before = await scrape();
    const server = await registerTestServer(db, "github-tools");
    const replica = server.replica("web-1");
    const now = new Date();
    const loaded = replica.event("credential.loaded", { generation: 3, fingerprint: "9f2c41d0a7b35e68" }, { at: now });
    await replica.send(now, loaded, { ...loaded, type: "dev.lanekeeper.no.such" });
    await replica.send(now, loaded);
    const after = await scrape();
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(grown('lanekeeper_events_total{result="accepted"}')).toBe(1);
    expect(grown('lanekeeper_events_total{result="duplicate"}')).toBe(1);
    expect(grown('lanekeeper_events_total{result="rejected"}')).toBe(1);
    expect(grown('lanekeeper_events_rejected_total{code="unknown_type"}')).toBe(1);
    expect(after.get("lanekeeper_ingest_queue_depth")).toBe(0);
    expect(after.has("process_resident_memory_bytes")).toBe(true);
  });

  it("is how late the clock is, which commands are open, and how long ago each part worked", async () => {
    await db.query("UPDATE lane SET next_deadline_at = now() - interval '42 seconds'");
    await noteAlive(db, "clock", new Date(Date.now() - 7_000));
    const samples = await scrape();
    expect(samples.get("lanekeeper_clock_lag_seconds")).toBeCloseTo(42, -1);
    expect(samples.get('lanekeeper_beat_age_seconds{part="clock"}')).toBeCloseTo(7, -1);
    for (const status of ["queued", "delivered", "acknowledged", "timed_out"]) {
      expect(samples.get(`lanekeeper_commands{status="${status}"}`)).toBe(0);
    }
    expect(samples.get("lanekeeper_command_lag_seconds")).toBe(0);
    expect(samples.get('lanekeeper_alerts_open{severity="containment"}')).toBe(0);
  });

  it("is asked of whoever provided a gauge last", async () => {
    provideGauge("sse_clients", () => 3);
    expect((await scrape()).get("lanekeeper_sse_clients")).toBe(3);
    provideGauge("sse_clients", () => 5);
    expect((await scrape()).get("lanekeeper_sse_clients")).toBe(5);
  });
});

describe("who may scrape", () => {
  it("is denied without a token, with a wrong one, and while nobody can tell", async () => {
    expect((await problemOf(await call(metrics))).code).toBe("unauthenticated");
    expect((await problemOf(await call(metrics, { token: "lk_api_000000000000_wrong" }))).code).toBe("unauthenticated");
    await whilePostgresIsAway(async () => {
      expect((await problemOf(await call(metrics, { token: viewer }))).status).toBe(503);
    });
  });

  const here = { HOST: "127.0.0.1", LANEKEEPER_TRUSTED_PROXIES: [] };
  const asked = { host: "localhost:3000", [PEER_HEADER]: "127.0.0.1" };
  it.each<[name: string, isOpen: boolean, headers: Record<string, string>, settings: Parameters<typeof isFromLoopback>[1]]>([
    ["this machine, of a Lanekeeper on loopback", true, asked, here],
    [
      "this machine, as Next passes it on",
      true,
      { ...asked, "x-forwarded-for": "::ffff:127.0.0.1", "x-forwarded-host": "localhost:3000" },
      here,
    ],
    ["a proxy on this machine, under its own name", false, { ...asked, "x-forwarded-host": "keeper.example.com" }, here],
    ["this machine, over IPv6", true, { host: "[::1]:3000", [PEER_HEADER]: "::1" }, { ...here, HOST: "::1" }],
    ["this machine, under its own loopback address", true, asked, { ...here, LANEKEEPER_URL: "http://127.0.0.1:3000" }],
    ["this machine, of a Lanekeeper that listens everywhere", false, asked, { ...here, HOST: "0.0.0.0" }],
    ["a proxy on this machine", false, { ...asked, "x-forwarded-for": "203.0.113.9" }, here],
    ["a proxy that says nothing of whom it serves", false, asked, { ...here, LANEKEEPER_URL: "https://keeper.example.com" }],
    ["a trusted proxy", false, asked, { ...here, LANEKEEPER_TRUSTED_PROXIES: ["127.0.0.1"] }],
    ["a page that a browser here was led to", false, { ...asked, host: "attacker.example:3000" }, here],
    ["another machine", false, { ...asked, [PEER_HEADER]: "203.0.113.9" }, here],
    ["nobody knows where", false, { host: "localhost:3000" }, here],
  ])("from %s: %s", (_, isOpen, headers, settings) => expect(isFromLoopback(new Headers(headers), settings)).toBe(isOpen));
});
