import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { ToolBoard } from "#lib/demo/clients/tool-board.ts";
import type { WorldState } from "#lib/demo/control/describe-world.ts";
import { serveControl } from "#lib/demo/control/serve-control.ts";
import { createLanes, type LaneName } from "#lib/demo/lanes/create-lanes.ts";
import type { DemoLane } from "#lib/demo/lanes/demo-lane.ts";
import { DEMO_PACE } from "#lib/demo/settings.ts";
import type { LoopbackServer } from "#lib/demo/upstream/serve-loopback.ts";
import { startUpstreams, type Upstreams } from "#lib/demo/upstream/start-upstreams.ts";

const running: LoopbackServer[] = [];
const board = new ToolBoard();
let folder: string;
let upstreams: Upstreams;
let lanes: Record<LaneName, DemoLane>;
let control: LoopbackServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lanekeeper-control-"));
  upstreams = await startUpstreams({ ports: {}, stores: folder, stripePropagationMs: 0 }, (server) => running.push(server));
  lanes = await createLanes(upstreams, folder, DEMO_PACE);
  control = await serveControl({
    lanekeeperUrl: "http://127.0.0.1:1",
    lanes: Object.values(lanes),
    servers: [],
    board,
    story: null,
  });
});
afterAll(async () => {
  for (const server of [control, ...running]) await server.close();
  await rm(folder, { recursive: true });
});

const press = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${control.url}${path}`, { method: "POST", redirect: "manual", ...init });
const stored = async (lane: LaneName): Promise<unknown> => JSON.parse(await readFile(join(folder, `${lane}.json`), "utf8"));

async function credentials(lane: LaneName) {
  const state = (await (await fetch(`${control.url}/state`)).json()) as WorldState;
  return state.lanes.find(({ name }) => name === lane)?.credentials ?? [];
}

/** What GitHub says to the key that the store of a lane holds. */
async function callWithStoredKey(lane: LaneName): Promise<number> {
  const { secret } = z.object({ secret: z.string() }).parse(await stored(lane));
  const response = await fetch(`${upstreams.github.url}/repos/acme/shop/issues`, {
    headers: { Authorization: `Bearer ${secret}` },
  });
  return response.status;
}

async function stripeKeyInVault(): Promise<{ secret: string }> {
  const file = z.object({ "mcp/stripe": z.object({ data: z.looseObject({ secret: z.string() }) }) });
  return file.parse(JSON.parse(await readFile(join(folder, "vault.json"), "utf8")))["mcp/stripe"].data;
}

/** What Stripe says to the key that the vault holds. */
const callStripe = async (): Promise<Response> =>
  fetch(`${upstreams.stripe.url}/v1/charges`, { headers: { Authorization: `Bearer ${(await stripeKeyInVault()).secret}` } });

test("each lane begins with one live credential in a store that only its owner can read", async () => {
  for (const lane of ["github-prod", "github-ci", "hubspot-crm"] as const) {
    expect(await credentials(lane)).toMatchObject([{ version: 1, status: "alive", in_use: true }]);
    expect((await stat(join(folder, `${lane}.json`))).mode & 0o777).toBe(0o600);
  }
  expect(await callWithStoredKey("github-prod")).toBe(200);
  expect(await credentials("stripe-prod")).toMatchObject([{ version: 1, status: "alive", expires_at: null }]);
});

test("a new key gets the next version, a life of its own, and leaves the old one working", async () => {
  const before = z.object({ secret: z.string() }).parse(await stored("github-ci")).secret;
  expect((await press("/lanes/github-ci/new-key?lifetime_s=20")).status).toBe(204);
  const [newest, oldest] = await credentials("github-ci");
  expect(newest).toMatchObject({ version: 2, status: "alive" });
  expect(oldest).toMatchObject({ version: 1, status: "alive" });
  const lifeMs = Date.parse(newest?.expires_at ?? "") - Date.now();
  expect(lifeMs).toBeGreaterThan(15_000);
  expect(lifeMs).toBeLessThanOrEqual(20_000);
  expect(await stored("github-ci")).toMatchObject({
    version: "2",
    secret: expect.not.stringMatching(before),
    scopes: ["issues=read"],
  });
});

test("an action is about the credential that the provider last took", async () => {
  await press("/lanes/github-prod/new-key");
  expect(await credentials("github-prod")).toMatchObject([
    { version: 2, in_use: false },
    { version: 1, in_use: true },
  ]);
  await press("/lanes/github-prod/revoke");
  expect(await credentials("github-prod")).toMatchObject([
    { version: 2, status: "alive" },
    { version: 1, status: "revoked" },
  ]);
  expect(await callWithStoredKey("github-prod")).toBe(200);
  await press("/lanes/github-prod/revoke");
  expect(await callWithStoredKey("github-prod")).toBe(401);
});

test("scopes are narrowed and restored, limits set and healed", async () => {
  await press("/lanes/github-ci/new-key");
  await press("/lanes/github-ci/narrow");
  expect(await callWithStoredKey("github-ci")).toBe(403);
  await press("/lanes/github-ci/restore");
  expect(await callWithStoredKey("github-ci")).toBe(200);
  await press("/lanes/github-ci/rate-limit");
  expect(await callWithStoredKey("github-ci")).toBe(403);
  expect(await credentials("github-ci")).toMatchObject([{ troubles: ["rate limited (secondary)"] }, {}, {}]);
  await press("/lanes/github-ci/heal");
  expect(await callWithStoredKey("github-ci")).toBe(200);
  await press("/lanes/github-ci/expire");
  expect(await credentials("github-ci")).toMatchObject([{ status: "expired" }, {}, {}]);
});

test("refreshes fail as often as asked, until healed, or for good", async () => {
  await press("/lanes/hubspot-crm/fail-refresh?times=2");
  expect(await credentials("hubspot-crm")).toMatchObject([{ troubles: ["next 2 refreshes fail"] }]);
  await press("/lanes/hubspot-crm/fail-refresh");
  expect(await credentials("hubspot-crm")).toMatchObject([{ troubles: ["refreshes fail"] }]);
  await press("/lanes/hubspot-crm/heal");
  expect(await credentials("hubspot-crm")).toMatchObject([{ troubles: [] }]);
  await press("/lanes/hubspot-crm/kill-grant");
  expect(await credentials("hubspot-crm")).toMatchObject([{ status: "expired", troubles: ["refresh token is dead"] }]);
});

test("a Stripe key is rolled with an overlap, ends when it is told to, and is deleted at once", async () => {
  await press("/lanes/stripe-prod/new-key?seconds=60");
  const [newest, oldest] = await credentials("stripe-prod");
  expect([newest, oldest]).toMatchObject([
    { version: 2, status: "alive", expires_at: null },
    { version: 1, status: "alive", expires_at: expect.any(String) },
  ]);
  expect(await stripeKeyInVault()).not.toHaveProperty("expires_at");
  await press("/lanes/stripe-prod/new-key");
  expect((await callStripe()).status).toBe(200);
  await press("/lanes/stripe-prod/narrow");
  expect(await credentials("stripe-prod")).toMatchObject([{ scopes: ["charge_read", "payment_intent_write"] }, {}, {}]);
  await press("/lanes/stripe-prod/restrict");
  expect(await credentials("stripe-prod")).toMatchObject([{ troubles: ["restricted to other addresses"] }, {}, {}]);
  await press("/lanes/stripe-prod/heal");
  await press("/lanes/stripe-prod/revoke");
  expect(await (await callStripe()).json()).toMatchObject({ error: { message: expect.stringMatching(/^Invalid API Key/) } });
  await press("/lanes/stripe-prod/new-key");
  expect((await callStripe()).status).toBe(200);
});

test("neither page nor state shows a secret", async () => {
  const files = [await stored("github-prod"), await stored("hubspot-crm"), await stripeKeyInVault()];
  const secrets = files.flatMap((file) => Object.values(Object(file)));
  for (const path of ["/", "/state"]) {
    const text = await (await fetch(`${control.url}${path}`)).text();
    for (const secret of secrets.filter((value) => String(value).length > 20 && !Date.parse(String(value))))
      expect(text).not.toContain(String(secret));
  }
});

test("the page says of every button what it will do, and escapes what tools say", async () => {
  board.add({ tool: "issues_list", lane: "github-prod", server: "github-tools" });
  board.record("issues_list", { at: new Date(), ok: false, code: "lane_paused", text: "<script>alert(1)</script>" });
  const response = await fetch(control.url);
  const page = await response.text();
  for (const action of lanes["github-prod"].actions) expect(page).toContain(action.says.slice(0, 30));
  expect(page).toContain("lane_paused");
  expect(page).not.toContain("<script>alert");
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(response.headers.get("referrer-policy")).toBe("same-origin");
});

test("a form of the page itself is taken, and sent back to the page", async () => {
  const response = await press("/lanes/github-prod/heal", { body: new URLSearchParams(), headers: { Origin: control.url } });
  expect([response.status, response.headers.get("location")]).toEqual([303, "/"]);
});

test("unknown buttons are not found, other methods not allowed", async () => {
  for (const path of ["/lanes/github-prod/explode", "/lanes/none/revoke", "/servers/none/kill", "/story/pause"]) {
    expect((await press(path)).status).toBe(404);
  }
  expect((await fetch(control.url, { method: "DELETE" })).status).toBe(405);
});

test("another origin, and a foreign name for this address, are turned away", async () => {
  expect((await press("/lanes/github-prod/revoke", { headers: { Origin: "https://evil.example" } })).status).toBe(403);
  const { port } = new URL(control.url);
  const status = await new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path: "/state", headers: { Host: `evil.example:${port}` } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
  expect(status).toBe(403);
});

test("a second start goes on with the version numbers of the first", async () => {
  const again = await createLanes(upstreams, folder, DEMO_PACE);
  expect(again["github-prod"].credentials()).toMatchObject([{ version: 3, status: "alive" }]);
});
