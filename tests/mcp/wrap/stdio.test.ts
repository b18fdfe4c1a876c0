import { afterEach, expect, test, vi } from "vitest";
import { laneRefusal, REFUSAL_META_KEY } from "#lib/contract/refusal.ts";
import { startWireClient, type WireMessage } from "./support/wire-client.ts";
import { NEIGHBOUR, PROD, setWrapStage, textOf, type WrapStage, whoIs } from "./support/wrap-stage.ts";

let stage: WrapStage;
afterEach(() => stage?.close());

const refusalOf = ({ result }: WireMessage) =>
  laneRefusal.parse((result?._meta as Record<string, unknown> | undefined)?.[REFUSAL_META_KEY]);
const paused = { lane: PROD, control: "paused", reason: "leaked" } as const;
const untilPaused = () =>
  vi.waitFor(() => expect(stage.lanekeeper.ofKind("lane.paused", PROD)).toHaveLength(1), { timeout: 5_000 });

test("the server gets its credentials and not the key, and a paused lane refuses while its neighbour serves", async () => {
  stage = await setWrapStage();
  const client = await stage.start();
  await client.ask("tools/list");
  expect(await whoIs(client)).toMatchObject({ token: "key-3", key: null });
  stage.lanekeeper.want(paused);
  await untilPaused();

  const refused = await client.callTool("slow", { steps: 1 });
  expect(refusalOf(refused)).toMatchObject({ code: "lane_paused", lane: PROD, performed: false, retry: "after_resume" });
  expect(refused.result).toMatchObject({ isError: true, structuredContent: { code: "lane_paused" } });
  expect((await client.callTool("who")).result).not.toHaveProperty("structuredContent");
  expect(textOf(await client.callTool("echo", { words: "still here" }))).toBe("still here");
  const resource = await client.ask("resources/read", { uri: "file:///a" });
  expect(resource.error).toMatchObject({ code: -32_010, data: { code: "lane_paused", lane: PROD } });
  expect((await client.ask("ping")).result).toEqual({});

  stage.lanekeeper.want({ lane: PROD });
  await vi.waitFor(async () => expect(textOf(await client.callTool("slow", { steps: 0 }))).toMatch(/^slow by/), {
    timeout: 5_000,
  });
  expect(await client.end()).toBe(7);
  expect(stage.lanekeeper.ofKind("server.stopped")).toHaveLength(1);
  expect(stage.lanekeeper.ofKind("lane.declared", NEIGHBOUR)[0]?.data).toMatchObject({ routes: [{ tool: "echo" }] });
});

test("a route may name a resource or a prompt, and a call that asks to become a task is refused as one", async () => {
  const store = { type: "file", path: "prod" };
  const routes = [{ tool: "resource:file:///{path}" }, { tool: "slow" }];
  stage = await setWrapStage({ lanes: [{ name: PROD, provider: "github", store, inject: { env: "TOKEN" }, routes }] });
  const client = await stage.start();
  await client.callTool("slow", { steps: 0 });
  await vi.waitFor(() => expect(stage.lanekeeper.ofKind("credential.verified", PROD)).toHaveLength(1), { timeout: 5_000 });
  stage.lanekeeper.want(paused);
  await untilPaused();
  expect((await client.ask("resources/read", { uri: "FILE:///a/b" })).error).toMatchObject({ data: { code: "lane_paused" } });
  expect((await client.ask("resources/read", { uri: "other://a" })).result).toMatchObject({ contents: [{}] });
  expect((await client.ask("tools/call", { name: "slow", task: {} })).error).toMatchObject({ code: -32_010 });
  expect(textOf(await client.callTool("echo", { words: "free" }))).toBe("free");
});

test("a rotation puts a fresh process in place of the old one, and the call under way ends where it began", async () => {
  stage = await setWrapStage();
  const client = await stage.start();
  await client.ask("tools/list");
  await client.ask("resources/subscribe", { uri: "file:///watched" });
  const before = await whoIs(client);
  const slow = client.callTool("slow", { steps: 20 }, { progressToken: "p" });
  await client.seen(({ params }) => params?.progress === 2);
  await stage.store(4, "new-tools");
  expect(await stage.adopt(4)).toMatchObject({ status: "succeeded", generation: { number: 4 } });

  const after = await whoIs(client);
  expect(after).toMatchObject({ token: "new-tools", subscribed: ["file:///watched"] });
  expect(after.pid).not.toBe(before.pid);
  expect(textOf(await slow)).toBe(`slow by ${before.pid}`);
  const steps = client.lines.filter((line) => line.includes("notifications/progress"));
  expect(steps).toHaveLength(20);
  await client.seen(({ method }) => method === "notifications/tools/list_changed");
  await vi.waitFor(() => expect(() => process.kill(before.pid, 0)).toThrow(), { timeout: 10_000 });
  expect(client.lines.filter((line) => line.includes('"initialize"') || line.includes("protocolVersion"))).toHaveLength(1);
  expect(await client.end()).toBe(7);
});

test("two processes that ask the client under one id are each told their own answer", async () => {
  stage = await setWrapStage();
  const client = await stage.start();
  const old = await whoIs(client);
  const first = client.callTool("ask");
  await client.seen(({ method, id }) => method === "sampling/createMessage" && id === 1);
  await stage.store(4, "key-4");
  await stage.adopt(4);
  const fresh = await whoIs(client);
  const second = client.callTool("ask");
  const renamed = await client.seen(({ method, id }) => method === "sampling/createMessage" && id !== 1);
  client.write(`${JSON.stringify({ jsonrpc: "2.0", id: renamed.id, result: "for the fresh one" })}\n`);
  expect(textOf(await second)).toBe(`${fresh.pid} heard "for the fresh one"`);
  client.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, result: "for the old one" })}\n`);
  expect(textOf(await first)).toBe(`${old.pid} heard "for the old one"`);
});

test("where the fresh process does not start, the old one serves on and the rotation says why", async () => {
  stage = await setWrapStage();
  const client = await stage.start();
  const before = await whoIs(client);
  await stage.store(4, "broken");
  expect(await stage.adopt(4)).toMatchObject({ status: "failed", code: "not_taken_over" });
  expect(await whoIs(client)).toEqual(before);
  expect(stage.lanekeeper.ofKind("rotation.cut_over", PROD)).toEqual([]);
});

test("handover: restart lets calls end first, and new ones wait for the fresh process", async () => {
  stage = await setWrapStage({ handover: "restart" });
  const client = await stage.start();
  const before = await whoIs(client);
  const slow = client.callTool("slow", { steps: 10 });
  await stage.store(4, "key-4");
  const adopted = stage.adopt(4);
  expect(textOf(await slow)).toBe(`slow by ${before.pid}`);
  expect(await adopted).toMatchObject({ status: "succeeded" });
  expect((await whoIs(client)).token).toBe("key-4");
});

test("handover: restart brings the old credential back where the fresh process does not start", async () => {
  stage = await setWrapStage({ handover: "restart" });
  const client = await stage.start();
  const before = await whoIs(client);
  await stage.store(4, "broken");
  expect(await stage.adopt(4)).toMatchObject({ status: "failed", code: "not_taken_over" });
  const after = await whoIs(client);
  expect(after.token).toBe("key-3");
  expect(after.pid).not.toBe(before.pid);
});

test("handover: never keeps the process and asks for a restart", async () => {
  stage = await setWrapStage({ handover: "never" });
  const client = await stage.start();
  const before = await whoIs(client);
  await stage.store(4, "key-4");
  const outcome = await stage.adopt(4);
  expect(outcome).toMatchObject({ status: "failed", code: "not_taken_over", detail: expect.stringContaining("restarted") });
  expect(await whoIs(client)).toEqual(before);
});

test("a server that dies is started again: its calls are answered, the session goes on, and Lanekeeper hears of it", async () => {
  stage = await setWrapStage();
  const client = await stage.start();
  const before = await whoIs(client);
  const stuck = client.callTool("stuck");
  const died = await client.callTool("die");
  expect(died.error).toMatchObject({ code: -32_011, data: { code: "server_ended", performed: "unknown" } });
  expect((await stuck).error).toMatchObject({ code: -32_011 });
  const after = await whoIs(client);
  expect(after.token).toBe("key-3");
  expect(after.pid).not.toBe(before.pid);
  await vi.waitFor(() => {
    expect(stage.lanekeeper.ofKind("lane.degraded_started", PROD)[0]?.data).toMatchObject({ reason: "server_ended" });
    expect(stage.lanekeeper.ofKind("lane.degraded_ended", PROD)[0]?.data).toMatchObject({ reason: "server_ended" });
  });
});

test("a failure that tells of the credential becomes the typed one, and Lanekeeper hears of it", async () => {
  stage = await setWrapStage();
  const client = await stage.start();
  expect(textOf(await client.callTool("fail", { words: "no such repository" }))).toBe("no such repository");
  const failed = await client.callTool("fail", { words: "GET https://api.github.com/user: 401 Bad credentials []" });
  expect(refusalOf(failed)).toMatchObject({ lane: PROD, performed: "unknown", certainty: "inferred", retry: "never" });
  expect(JSON.stringify(failed)).not.toContain("Bad credentials");
  await vi.waitFor(() => expect(stage.lanekeeper.ofKind("auth.failed", PROD)).toHaveLength(1), { timeout: 5_000 });
});

test("what is no request passes as the bytes that came, in both directions", async () => {
  stage = await setWrapStage();
  const client = await stage.start();
  client.write("this is not JSON \\u00e4\r\n");
  const told = await client.seen(({ method }) => method === "notifications/message");
  expect(told.params?.data).toBe("unreadable: this is not JSON \\u00e4");
  client.write('{ "jsonrpc":"2.0",  "id":12345678901234567890, "method":"ping" }\r\n');
  await vi.waitFor(() => expect(client.lines.at(-1)).toContain('"result":{}'));
  const words = `${"ä€😀".repeat(2_000_000)}`;
  expect(textOf(await client.callTool("echo", { words }))).toBe(words);
}, 60_000);

test("a client that does not read stops the server and not the wrapper, and nothing is lost", async () => {
  stage = await setWrapStage({ heartbeat_s: 1 });
  const client = await stage.start();
  client.process.stdout?.pause();
  const calls = Array.from({ length: 30 }, () => client.callTool("big", { bytes: 1_000_000 }));
  const beats = stage.lanekeeper.ofKind("server.heartbeat").length;
  await vi.waitFor(() => expect(stage.lanekeeper.ofKind("server.heartbeat").length).toBeGreaterThan(beats + 1), {
    timeout: 10_000,
  });
  client.process.stdout?.resume();
  for (const call of calls) expect(textOf(await call)).toHaveLength(1_000_000);
});

test("a signal reaches the server, and its end is the wrapper's", async () => {
  stage = await setWrapStage();
  const client = await stage.start();
  const { pid } = await whoIs(client);
  client.process.kill("SIGTERM");
  expect(await client.ended).toBe("SIGTERM");
  expect(() => process.kill(pid, 0)).toThrow();
});

test("a command that cannot be run is given up with its reason", async () => {
  stage = await setWrapStage();
  const client = startWireClient(stage.wrapped(["/no/such/program"]), stage.environment);
  expect(await client.ended).toBe(127);
  expect(client.errors()).toContain("ENOENT");
});

test("a command that ends without a word is tried a few times, and gives its code", async () => {
  stage = await setWrapStage();
  const client = startWireClient(stage.wrapped([process.execPath, "-e", "process.exit(9)"]), stage.environment);
  client.write('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}\n');
  expect(await client.ended).toBe(9);
  expect(JSON.parse(client.lines[0] ?? "")).toMatchObject({ id: 1, error: { code: -32_011 } });
});
