import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Demo, startDemo } from "#lib/demo/index.ts";
import { demoOptions } from "./support/demo-options.ts";
import { DemoWorld, isAlive } from "./support/demo-world.ts";

// Processes take their time to start on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 90_000 });

let dataDir: string;
let demo: Demo;
let world: DemoWorld;

/** Lanekeeper is away throughout: what is shown here, servers and clients do by themselves. */
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "lanekeeper-demo-"));
  demo = await startDemo(demoOptions(dataDir));
  world = new DemoWorld(demo.controlUrl);
}, 60_000);
afterAll(async () => {
  await demo.stop();
  await rm(dataDir, { recursive: true });
});

describe("with Lanekeeper away", () => {
  test("a server with a destructive route opens nothing on a first start: nobody has said whether its lane may run", async () => {
    await world.nextResult("refunds_create", "preflight_refused");
    await world.nextResult("charges_list", "preflight_refused");
  });

  test("every tool of the other servers answers its client", async () => {
    for (const tool of ["issues_list", "issues_create", "ci_issues_list", "contacts_list", "contacts_create"]) {
      await world.nextResult(tool, "ok");
    }
  });

  test("access tokens are refreshed before they end, and no call notices", async () => {
    const before = await world.lane("hubspot-crm");
    await world.until(
      ({ lanes }) =>
        lanes.some(
          ({ name, credentials }) => name === "hubspot-crm" && credentials[0]?.expires_at !== before.credentials[0]?.expires_at,
        ),
      15_000,
    );
    const { counts } = await world.nextResult("contacts_list", "ok");
    expect(Object.keys(counts)).toEqual(["ok"]);
  });

  test("a scope that is taken away refuses what needs it, and only that", async () => {
    await world.press("/lanes/hubspot-crm/narrow");
    await world.nextResult("contacts_create", "scope_insufficient");
    await world.nextResult("contacts_list", "ok");
    await world.press("/lanes/hubspot-crm/restore");
    await world.nextResult("contacts_create", "ok");
  });

  test("a rate limit is told from a dead credential", async () => {
    await world.press("/lanes/github-ci/rate-limit?seconds=3");
    await world.nextResult("ci_issues_list", "rate_limited");
    await world.nextResult("ci_issues_list", "ok");
  });

  test("a revoked key is refused as revoked, the neighbour answers, and a new key in the store opens the lane without a restart", async () => {
    const { pid } = await world.server("github-tools");
    await world.press("/lanes/github-prod/revoke");
    await world.nextResult("issues_list", "credential_revoked");
    await world.nextResult("issues_create", "credential_revoked");
    await world.nextResult("ci_issues_list", "ok");
    await world.press("/lanes/github-prod/new-key");
    await world.nextResult("issues_list", "ok");
    expect(await world.server("github-tools")).toMatchObject({ pid, starts: 1 });
  });

  test("a dead grant keeps serving until its access token ends, then refuses", async () => {
    await world.press("/lanes/hubspot-crm/kill-grant");
    await world.nextResult("contacts_list", "ok");
    await world.nextResult("contacts_list", "refresh_failed");
    await world.press("/lanes/hubspot-crm/new-key");
    await world.nextResult("contacts_list", "ok");
  });
});

describe("processes", () => {
  test.each([
    ["github-tools", "ci_issues_list"],
    ["crm", "contacts_list"],
  ])("%s comes back after a crash, but not after it was killed until it is started", async (name, tool) => {
    const before = await world.server(name);
    process.kill(before.pid ?? Number.NaN, "SIGKILL");
    await world.until(({ servers }) =>
      servers.some((server) => server.name === name && server.status === "running" && server.pid !== before.pid),
    );
    await world.nextResult(tool, "ok");
    await world.press(`/servers/${name}/kill`);
    const killed = await world.until(({ servers }) => servers.some((server) => server.name === name && server.pid === null));
    expect(killed.servers.find((server) => server.name === name)?.status).toBe("killed");
    await sleep(1_500);
    expect((await world.server(name)).pid).toBeNull();
    await world.press(`/servers/${name}/start`);
    await world.nextResult(tool, "ok");
  });
});

test.each(["SIGTERM", "SIGKILL"] as const)("no server outlives a demo that ends by %s", async (signal) => {
  const folder = await mkdtemp(join(tmpdir(), "lanekeeper-demo-"));
  const script = new URL("./support/run-demo.ts", import.meta.url).pathname;
  const parent = spawn(process.execPath, [script, folder], { stdio: ["ignore", "pipe", "ignore"] });
  const exited = once(parent, "exit");
  try {
    const [line] = await once(parent.stdout, "data");
    const other = new DemoWorld(String(line).trim());
    const { servers } = await other.until((state) => state.servers.every(({ status }) => status === "running"));
    expect(servers.map(({ name }) => name)).toEqual(["github-tools", "github-tools-2", "crm", "stripe-billing"]);
    const pids = servers.map(({ pid }) => pid);
    expect(pids.every(isAlive)).toBe(true);
    parent.kill(signal);
    await exited;
    for (const deadline = Date.now() + 10_000; pids.some(isAlive) && Date.now() < deadline; ) await sleep(50);
    expect(pids.map(isAlive)).toEqual([false, false, false, false]);
  } finally {
    parent.kill("SIGKILL");
    await exited;
    await rm(folder, { recursive: true });
  }
});
