import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Keeper } from "#lib/mcp/index.ts";
import { type ClientName, connectClient } from "./support/lines/clients.ts";
import { HOSTS_1 } from "./support/lines/http-1.ts";
import { HOSTS_2 } from "./support/lines/http-2.ts";
import { ROUTES } from "./support/lines/powers.ts";
import { SERVERS_1 } from "./support/lines/servers-1.ts";
import { SERVERS_2 } from "./support/lines/servers-2.ts";
import { UNAUTHORIZED } from "./support/provider-peer.ts";
import { NEIGHBOUR, PROD, refusalOf, type Stage, setStage } from "./support/stage.ts";

const TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

let stage: Stage;
async function open(lane: Parameters<typeof setStage>[0] = {}): Promise<void> {
  stage = await setStage(lane);
  const issuedAt = new Date(Date.now() - 60_000).toISOString();
  await stage.store(PROD, { secret: "key-3", version: "3", expires_at: "never", issued_at: issuedAt });
  await stage.keeper.start();
}
beforeEach(() => open());
afterEach(() => stage.close());

const call = async (name: string, _meta?: Record<string, unknown>, input = {}) =>
  (await stage.client()).callTool({ name, arguments: input, ...(_meta ? { _meta } : {}) });
const tracesOf = (kind: Parameters<Stage["lanekeeper"]["ofKind"]>[0], lane = PROD) =>
  stage.lanekeeper.ofKind(kind, lane).map(({ event }) => event.traceparent);
const until = (kind: Parameters<typeof tracesOf>[0], expected: (string | undefined)[]) =>
  vi.waitFor(() => expect(tracesOf(kind)).toEqual(expected));

test("a completed call carries the trace of its request, and one without a trace none", async () => {
  await call("issues_create", { traceparent: TRACE }, { title: "x" });
  await call("issues_create", undefined, { title: "x" });
  await until("call.completed", [TRACE, undefined]);
});

const PEERS: [server: string, client: ClientName, host: (keeper: Keeper) => ReturnType<typeof HOSTS_1.perRequest>][] = [
  ["1.x", "client 1.x", (keeper) => HOSTS_1.perRequest(() => SERVERS_1.registerTool(keeper))],
  ["1.x", "client 2.x", (keeper) => HOSTS_1.perRequest(() => SERVERS_1.registerTool(keeper))],
  ["2.x", "client 1.x", (keeper) => HOSTS_2.perRequest(() => SERVERS_2.registerTool(keeper))],
  ["2.x", "client 2.x", (keeper) => HOSTS_2.perRequest(() => SERVERS_2.registerTool(keeper))],
  ["2.x", "client 2.x of 2026", (keeper) => HOSTS_2.perRequest(() => SERVERS_2.registerTool(keeper))],
];
test.each(PEERS)("a server of %s hears the trace that %s sends over HTTP", async (_server, name, host) => {
  await stage.close();
  await open({ routes: ROUTES, probe: undefined });
  const listening = await host(stage.keeper);
  const client = await connectClient(name, listening);
  const request = { name: "issues_create", arguments: { title: "x" }, _meta: { traceparent: TRACE } };
  await client.callTool(request);
  await until("call.completed", [TRACE]);
  await client.close();
  await listening.close();
});

test("so does everything a call causes: a failure, the verdict it leads to, and the refusals that follow", async () => {
  await call("issues_list");
  stage.provider.answers.set("key-3", UNAUTHORIZED);
  await call("issues_list", { traceparent: TRACE });
  await until("credential.revoked", [TRACE]);
  const other = TRACE.replace(/^00-4/, "00-5");
  expect(refusalOf(await call("issues_list", { traceparent: other })).code).toBe("credential_revoked");
  await until("call.refused", [other]);
});

test("what a minute's calls come to carries none, nor does what a timer tells", async () => {
  await call("issues_list", { traceparent: TRACE });
  await call("runs_list", { traceparent: TRACE });
  await stage.keeper.stop();
  expect([...tracesOf("call.usage"), ...tracesOf("call.usage", NEIGHBOUR)]).toEqual([undefined, undefined]);
  expect(
    new Set(stage.lanekeeper.events.filter(({ kind }) => kind.startsWith("server.")).map(({ event }) => event.traceparent)),
  ).toEqual(new Set([undefined]));
});

test.each([
  ["no text", 7],
  ["another version's end", TRACE.replace("00-", "ff-")],
  ["capital letters", TRACE.toUpperCase()],
  ["a trace of zeros", `00-${"0".repeat(32)}-00f067aa0ba902b7-01`],
  ["a parent of zeros", `00-4bf92f3577b34da6a3ce929d0e0e4736-${"0".repeat(16)}-01`],
  ["something appended", `${TRACE}-more`],
])("one that is %s is left out", async (_name, traceparent) => {
  await call("issues_create", { traceparent }, { title: "x" });
  await until("call.completed", [undefined]);
});
