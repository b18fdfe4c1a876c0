import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { registerDemoServer } from "#lib/cli/register-demo-server.ts";
import type { AlertPage } from "#lib/contract/alert.ts";
import type { CommandRequest, CommandView } from "#lib/contract/command.ts";
import type { LaneDetail, LanePage } from "#lib/contract/lane.ts";
import { type Demo, startDemo } from "#lib/demo/index.ts";
import { createLog } from "#lib/log.ts";
import { clockLoop } from "#lib/worker/clock-loop.ts";
import { createApiDatabase, tokenOf } from "#tests/support/api.ts";
import { serveApi } from "#tests/support/serve-api.ts";
import { demoOptions } from "./support/demo-options.ts";
import { DemoWorld } from "./support/demo-world.ts";

// Processes take their time to start on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 90_000 });

/** Leaves a failed refresh time for two more attempts before the token ends. */
const ACCESS_TOKEN_S = 40;
/** A token that is younger may merely not have reached every machine of its provider. */
const SETTLED_MS = 6_000;
const clock = new AbortController();
let clockEnded: Promise<void>;
let api: Awaited<ReturnType<typeof serveApi>>;
let token: string;
let dataDir: string;
let demo: Demo;
let world: DemoWorld;

beforeAll(async () => {
  const database = await createApiDatabase();
  token = await tokenOf(database, "operator");
  api = await serveApi();
  clockEnded = clockLoop(database, createLog("worker"), clock.signal);
  dataDir = await mkdtemp(join(tmpdir(), "lanekeeper-demo-"));
  const registerServer: Parameters<typeof startDemo>[0]["registerServer"] = (server) => registerDemoServer(database, server);
  const options = demoOptions(dataDir);
  demo = await startDemo({ ...options, url: api.url, registerServer, pace: { ...options.pace, accessTokenS: ACCESS_TOKEN_S } });
  world = new DemoWorld(demo.controlUrl);
}, 60_000);
afterAll(async () => {
  await demo.stop();
  await api.close();
  clock.abort();
  await clockEnded;
  await rm(dataDir, { recursive: true });
});

async function ask<T>(path: string, body?: object, method = body ? "POST" : "GET"): Promise<T> {
  const response = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

async function laneId(name: string): Promise<string> {
  const lane = (await ask<LanePage>("/lanes")).items.find((candidate) => candidate.name === name);
  if (!lane) throw new Error(`Lanekeeper does not know ${name}`);
  return lane.id;
}

const detail = async (name: string): Promise<LaneDetail> => ask(`/lanes/${await laneId(name)}`);

/** Waits until what Lanekeeper tells of a lane is as it should be. */
async function until(name: string, holds: (lane: LaneDetail) => boolean, timeoutMs = 30_000): Promise<LaneDetail> {
  let lane: LaneDetail | null = null;
  for (const since = Date.now(); Date.now() < since + timeoutMs; await sleep(100)) {
    lane = await detail(name).catch(() => null);
    if (lane && holds(lane)) return lane;
  }
  throw new Error(`${name} did not come to that, but ${JSON.stringify(lane)}`);
}

function isSettled(expiresAt: string | null | undefined): boolean {
  return Date.parse(expiresAt ?? "") - Date.now() < ACCESS_TOKEN_S * 1_000 - SETTLED_MS;
}

/** Sends a command and waits for what became of it. */
async function command(name: string, request: CommandRequest): Promise<CommandView> {
  const { id } = await ask<{ id: string }>(`/lanes/${await laneId(name)}/commands`, request);
  let view: CommandView | null = null;
  for (const since = Date.now(); Date.now() < since + 30_000; await sleep(100)) {
    view = await ask<CommandView>(`/commands/${id}`);
    if (["succeeded", "failed", "timed_out"].includes(view.status)) return view;
  }
  throw new Error(`${request.kind} of ${name} came to no end, but ${JSON.stringify(view)}`);
}

test("the lanes of all servers are declared, live and healthy, and only the end of the Stripe key is unknown", async () => {
  for (const name of ["github-prod", "github-ci", "hubspot-crm"]) {
    const lane = await until(name, ({ freshness, health }) => freshness === "live" && health === "healthy");
    expect(lane.generation).toMatchObject({ number: 1 });
  }
  const lane = await until("stripe-prod", ({ freshness, health }) => freshness === "live" && health === "unknown_expiry");
  expect(lane.generation).toMatchObject({ number: 1, expires_at: null, issued_at: expect.any(String) });
  expect(lane.issued_at).toBe(lane.generation?.issued_at);
  for (const tool of ["charges_list", "payments_create", "refunds_create"]) await world.nextResult(tool, "ok");
});

test("Pause refuses the next call of a real client, the neighbour answers, and Resume opens the lane", async () => {
  const { pid } = await world.server("github-tools");
  expect(await command("github-prod", { kind: "pause", reason: "Looking into it" })).toMatchObject({ status: "succeeded" });
  await world.nextResult("issues_list", "lane_paused");
  await world.nextResult("issues_create", "lane_paused");
  await world.nextResult("ci_issues_list", "ok");
  expect(await detail("github-prod")).toMatchObject({ control: "paused" });
  expect(await command("github-prod", { kind: "resume", reason: "All is well" })).toMatchObject({ status: "succeeded" });
  await world.nextResult("issues_list", "ok");
  expect((await world.server("github-tools")).pid).toBe(pid);
});

test("a paused lane comes up paused after a crash of its server", async () => {
  await command("github-ci", { kind: "pause", reason: "Audit" });
  await world.press("/servers/github-tools/kill");
  await world.press("/servers/github-tools/start");
  await world.nextResult("ci_issues_list", "lane_paused");
  await world.nextResult("issues_list", "ok");
  // The crashed replica said no goodbye: it counts as live until three of its heartbeats are missing.
  await until("github-ci", ({ replicas }) => replicas.filter(({ live }) => live).length === 1);
  expect(await command("github-ci", { kind: "resume", reason: "Audit is over" })).toMatchObject({ status: "succeeded" });
  await world.nextResult("ci_issues_list", "ok");
});

test("Rotate says before the click that the store holds nothing new, then carries on with a new key without a restart", async () => {
  expect((await until("github-prod", ({ forecast }) => forecast.outlook !== "cannot_tell")).forecast).toMatchObject({
    outlook: "nothing_new",
  });
  const { pid, starts } = await world.server("github-tools");
  await world.press("/lanes/github-prod/new-key");
  await until("github-prod", ({ forecast }) => forecast.outlook === "new_version");
  const before = await world.tool("issues_list");
  const rotated = await command("github-prod", { kind: "rotate", reason: "Due", retire_old: "when_proven" });
  expect(rotated).toMatchObject({ status: "succeeded", candidate: { number: 2 } });
  await until("github-prod", ({ generation }) => generation?.number === 2);
  const after = await world.nextResult("issues_list", "ok");
  expect({ ...after.counts, ok: 0 }).toEqual({ ...before.counts, ok: 0 });
  expect(await world.server("github-tools")).toMatchObject({ pid, starts });
});

test("a revocation at the provider contains the lane, opens an alert, and leaves the neighbour alone", async () => {
  await world.press("/lanes/github-prod/revoke");
  await world.nextResult("issues_list", "credential_revoked");
  await world.nextResult("ci_issues_list", "ok");
  const lane = await until("github-prod", ({ health, control }) => health === "revoked" && control === "contained");
  const alerts = await ask<AlertPage>(`/alerts?lane=${lane.id}`);
  expect(alerts.items).toMatchObject([{ condition: "revoked", severity: "containment", state: "open" }]);
  expect(await detail("github-ci")).toMatchObject({ health: "healthy", control: "active" });
});

test("a contained lane stays shut with a new key in its store until a person opens it", async () => {
  await world.press("/lanes/github-prod/new-key");
  await world.nextResult("issues_list", "lane_paused");
  await until("github-prod", ({ health, control }) => health === "healthy" && control === "contained");
  expect(await command("github-prod", { kind: "resume", reason: "The leaked key is gone" })).toMatchObject({
    status: "succeeded",
  });
  await world.nextResult("issues_list", "ok");
  await until("github-prod", ({ health, control }) => health === "healthy" && control === "active");
});

test("failing refreshes are seen, and seen to recover, without one refused call", async () => {
  const before = await world.tool("contacts_list");
  await world.press("/lanes/hubspot-crm/fail-refresh?times=2");
  await until("hubspot-crm", ({ health }) => health === "refresh_failing", 60_000);
  await until("hubspot-crm", ({ health }) => health === "healthy");
  const after = await world.tool("contacts_list");
  expect(after.counts.ok).toBeGreaterThan(before.counts.ok ?? 0);
  expect({ ...after.counts, ok: 0 }).toEqual({ ...before.counts, ok: 0 });
});

test("an app that is uninstalled is contained, and opened by a new grant and a person", async () => {
  await world.until(({ lanes }) =>
    lanes.some(({ name, credentials }) => name === "hubspot-crm" && isSettled(credentials[0]?.expires_at)),
  );
  await world.press("/lanes/hubspot-crm/revoke");
  await world.nextResult("contacts_list", "credential_revoked");
  await until("hubspot-crm", ({ health, control }) => health === "revoked" && control === "contained");
  await world.press("/lanes/hubspot-crm/new-key");
  await world.nextResult("contacts_list", "lane_paused");
  await until("hubspot-crm", ({ health, control }) => health === "healthy" && control === "contained");
  expect(await command("hubspot-crm", { kind: "resume", reason: "Installed again" })).toMatchObject({ status: "succeeded" });
  await world.nextResult("contacts_list", "ok");
});

test("a lane expires by the clock while its server is dead, and opens by itself with a new key", async () => {
  await world.press("/lanes/github-ci/new-key?lifetime_s=8");
  expect(await command("github-ci", { kind: "rotate", reason: "A key that ends soon" })).toMatchObject({ status: "succeeded" });
  await world.press("/servers/github-tools/kill");
  const lane = await until("github-ci", ({ health, freshness }) => health === "expired" && freshness === "silent");
  const alerts = await ask<AlertPage>(`/alerts?lane=${lane.id}`);
  expect(alerts.items.map(({ condition }) => condition)).toContain("expired");
  await world.press("/servers/github-tools/start");
  await world.nextResult("ci_issues_list", "credential_expired");
  await world.press("/lanes/github-ci/new-key");
  await world.nextResult("ci_issues_list", "ok");
  await until("github-ci", ({ health, freshness }) => health === "healthy" && freshness === "live");
});

test("an operator enters when a Stripe key ends, and a permission that is taken away refuses refunds alone", async () => {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  await ask(`/lanes/${await laneId("stripe-prod")}/generations/1`, { expires_at: expiresAt }, "PATCH");
  await until("stripe-prod", ({ health, generation }) => health === "healthy" && generation?.expires_at === expiresAt);
  await world.press("/lanes/stripe-prod/narrow");
  await world.nextResult("refunds_create", "scope_insufficient");
  await world.nextResult("payments_create", "ok");
  await world.press("/lanes/stripe-prod/restore");
  await world.nextResult("refunds_create", "ok");
});

test("a policy of Stripe's turns calls away without anybody calling the key expired or revoked", async () => {
  await world.press("/lanes/stripe-prod/restrict");
  await world.nextResult("charges_list", "auth_unclassified");
  await until("stripe-prod", ({ health }) => health === "auth_failing");
  await world.press("/lanes/stripe-prod/heal");
  await world.nextResult("charges_list", "ok");
  await until("stripe-prod", ({ health, control }) => health === "healthy" && control === "active");
});

test("a Stripe key that people roll in the vault is taken over by Rotate while the old one still works", async () => {
  const { pid, starts } = await world.server("stripe-billing");
  await world.press("/lanes/stripe-prod/new-key");
  await until("stripe-prod", ({ forecast }) => forecast.outlook === "new_version");
  const before = await world.tool("charges_list");
  const rotated = await command("stripe-prod", { kind: "rotate", reason: "Rolled" });
  expect(rotated).toMatchObject({ status: "succeeded", candidate: { number: 2 } });
  const after = await world.nextResult("charges_list", "ok");
  expect({ ...after.counts, ok: 0 }).toEqual({ ...before.counts, ok: 0 });
  expect(await world.server("stripe-billing")).toMatchObject({ pid, starts });
});

test("a deleted Stripe key is contained, whatever end was entered, and opened by a new key and a person", async () => {
  await world.press("/lanes/stripe-prod/revoke");
  await world.nextResult("refunds_create", "credential_revoked");
  await until("stripe-prod", ({ health, control }) => health === "revoked" && control === "contained");
  await world.press("/lanes/stripe-prod/new-key");
  await world.nextResult("charges_list", "lane_paused");
  await until("stripe-prod", ({ health, control }) => health !== "revoked" && control === "contained");
  expect(await command("stripe-prod", { kind: "resume", reason: "Rolled after the deletion" })).toMatchObject({
    status: "succeeded",
  });
  await world.nextResult("refunds_create", "ok");
});
