import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeAtomically } from "#lib/mcp/write-atomically.ts";
import { type LanekeeperPeer, startLanekeeperPeer } from "#tests/support/lanekeeper-peer.ts";
import { OK, type ProviderPeer, startProviderPeer, UNAUTHORIZED } from "../support/provider-peer.ts";
import { rotate } from "../support/rotate.ts";
import type { Served, Serving } from "../support/serving-process.ts";

let folder: string;
let secretPath: string;
let provider: ProviderPeer;
let lanekeeper: LanekeeperPeer;
let server: ChildProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lanekeeper-process-"));
  secretPath = join(folder, "secret");
  [provider, lanekeeper] = await Promise.all([startProviderPeer(), startLanekeeperPeer()]);
  provider.answers.set("key-3", OK).set("key-4", OK);
  await writeAtomically(secretPath, JSON.stringify({ secret: "key-3", version: "3" }));
  const serving: Serving = { url: lanekeeper.url, provider: provider.url, secretPath };
  server = fork("tests/mcp/support/serving-process.ts", [JSON.stringify(serving)]);
  await once(server, "message");
});
afterEach(async () => {
  server.kill("SIGKILL");
  await Promise.all([provider.close(), lanekeeper.close()]);
  await rm(folder, { recursive: true });
});

/** Has the process make one call, and waits for what it says of it. */
async function callProvider(path: string): Promise<Served> {
  const said = once(server, "message");
  server.send(path);
  const [served] = (await said) as [Served];
  return served;
}

test("a process rotates its key and serves on under the same id; a call under way ends on the key it began with", async () => {
  const { pid } = server;
  expect(await callProvider("/one")).toEqual({ pid, generation: 3, status: 200 });
  await writeAtomically(secretPath, JSON.stringify({ secret: "key-4", version: "4" }));
  const { generation } = await rotate({ lanekeeper }, "prepare");

  let finish = () => {};
  const held = new Promise<void>((resolve) => {
    finish = resolve;
  });
  provider.answers.set("key-3", async () => {
    await held;
    return OK;
  });
  const underWay = callProvider("/slow");
  expect(await rotate({ lanekeeper }, "adopt", { generation })).toMatchObject({ status: "succeeded" });
  finish();
  expect(await underWay).toMatchObject({ pid, status: 200 });
  const slow = provider.http.requests.find(({ path }) => path === "/slow");
  expect(slow?.headers.authorization).toBe("Bearer key-3");

  expect(await callProvider("/two")).toEqual({ pid, generation: 4, status: 200 });
  expect(provider.used().at(-1)).toBe("key-4");
  provider.answers.set("key-3", UNAUTHORIZED);
  expect(await rotate({ lanekeeper }, "retire_old")).toMatchObject({ status: "succeeded", generation: { number: 3 } });
  expect(server.exitCode).toBeNull();
  expect(lanekeeper.ofKind("server.started").map(({ data }) => data.pid)).toEqual([pid]);
}, 20_000);
