import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { afterEach, expect, test, vi } from "vitest";
import { startConformanceServer } from "../support/conformance-server.ts";
import { createConformanceSurface } from "../support/conformance-surface.ts";
import { call, refusalOf, textOf } from "../support/stage.ts";
import { type HttpStage, setHttpStage } from "./support/http-stage.ts";
import { PROD } from "./support/wrap-stage.ts";

let stage: HttpStage;
const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  await stage?.close();
});

async function connect(address: string, modern = false): Promise<Client> {
  const negotiation = modern ? { versionNegotiation: { mode: { pin: "2026-07-28" } } } : {};
  const client = new Client({ name: "agent", version: "1.0.0" }, { capabilities: { sampling: {} }, ...negotiation });
  await client.connect(new StreamableHTTPClientTransport(new URL(address)));
  endings.push(() => client.close());
  return client;
}

interface Heard {
  request: IncomingMessage;
  response: ServerResponse;
  body: string;
}
/** A server that answers each request as the test says. */
async function startUpstream(answer: (heard: Heard) => void): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    answer({ request, response, body });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endings.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}

const post = (address: string, body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
  fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
const toolCall = (id: number | string, name = "any") => ({ jsonrpc: "2.0", id, method: "tools/call", params: { name } });
const pause = async () => {
  stage.lanekeeper.want({ lane: PROD, control: "paused" });
  await vi.waitFor(() => expect(stage.lanekeeper.ofKind("lane.paused", PROD)).toHaveLength(1), { timeout: 5_000 });
};

test.each([false, true])(
  "a paused lane refuses a client of either era (modern: %s), which gets the typed result",
  async (modern) => {
    stage = await setHttpStage();
    let upstream: string;
    if (modern) {
      const handler = createMcpHandler(() => createConformanceSurface());
      const serve = toNodeHandler(handler);
      const server = createServer((request, response) => void serve(request, response));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      endings.push(async () => {
        server.closeAllConnections();
        server.close();
      });
      upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
    } else {
      const server = await startConformanceServer();
      endings.push(() => server.close());
      upstream = server.url;
    }
    const client = await connect(await stage.front(upstream), modern);
    expect(textOf(await call(client, "test_simple_text"))).toContain("simple text");
    await client.listTools();
    await pause();
    const refused = await call(client, "test_simple_text");
    expect(refusalOf(refused)).toMatchObject({ code: "lane_paused", lane: PROD, performed: false });
    expect(refused.structuredContent).toMatchObject({ code: "lane_paused" });
    await expect(client.readResource({ uri: "test://static-text" })).rejects.toMatchObject({ code: -32_010 });
    expect((await client.listTools()).tools.length).toBeGreaterThan(5);
  },
);

test("a credential that the server refuses is never the client's: a typed result, and a replaced one is used at once", async () => {
  stage = await setHttpStage();
  let accepted = "Bearer key-3";
  const server = await startConformanceServer({ authorization: () => accepted });
  endings.push(() => server.close());
  const client = await connect(await stage.front(server.url));
  expect(textOf(await call(client, "test_simple_text"))).toContain("simple text");
  accepted = "Bearer key-4";
  const refused = await call(client, "test_simple_text");
  expect(refusalOf(refused)).toMatchObject({ lane: PROD, performed: false });
  expect(JSON.stringify(refused)).not.toContain("Bad credentials");
  const again = await fetch(await stage.front(server.url), {
    method: "POST",
    body: '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}',
  });
  expect(again.status).toBe(200);
  expect(await again.json()).toMatchObject({ id: 1, error: { code: -32_010, data: { lane: PROD } } });
  await stage.store(4, "key-4");
  const third = await connect(await stage.front(server.url));
  expect(textOf(await call(third, "test_simple_text"))).toContain("simple text");
});

test("everything but the credential passes unchanged, and a key replaced in the store serves the call that found the old one dead", async () => {
  stage = await setHttpStage();
  const heard: { headers: IncomingMessage["headers"]; body: string; method?: string; url?: string }[] = [];
  const upstream = await startUpstream(({ request, response, body }) => {
    heard.push({ headers: request.headers, body, method: request.method ?? "", url: request.url ?? "" });
    if (request.headers.authorization === "Bearer key-3" && body.includes("replaced"))
      return response.writeHead(401, { "content-type": "application/json" }).end('{"message":"Bad credentials"}');
    response.writeHead(200, "Fine", { "content-type": "application/json", "x-own": "yes", "set-cookie": ["a=1", "b=2"] });
    return response.end('{ "jsonrpc":"2.0",  "id" : 12345678901234567890, "result":{"content":[]} }\n');
  });
  const address = await stage.front(upstream);
  const body = '{ "jsonrpc":"2.0",  "id" : 12345678901234567890, "method":"tools/call", "params":{"name":"any"} }\r\n';
  const answer = await post(`${address}?a=1`, body, { authorization: "Bearer own", "mcp-session-id": "s", "last-event-id": "7" });
  expect(await answer.text()).toBe('{ "jsonrpc":"2.0",  "id" : 12345678901234567890, "result":{"content":[]} }\n');
  expect([answer.status, answer.statusText, answer.headers.get("x-own")]).toEqual([200, "Fine", "yes"]);
  expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(heard[0]).toMatchObject({
    body,
    url: "/mcp?a=1",
    headers: { authorization: "Bearer key-3", "mcp-session-id": "s", "last-event-id": "7" },
  });
  await fetch(address, { method: "DELETE", headers: { "mcp-session-id": "s" } });
  expect(heard[1]).toMatchObject({ method: "DELETE", body: "", headers: { "mcp-session-id": "s" } });

  await stage.store(4, "key-4");
  const mended = await post(address, toolCall("replaced"));
  expect(await mended.json()).toMatchObject({ result: { content: [] } });
  expect(heard.slice(-2).map(({ headers }) => headers.authorization)).toEqual(["Bearer key-3", "Bearer key-4"]);
  expect((await fetch(address.replace("/mcp", "/other"))).status).toBe(404);
  const elsewhere = await fetch(address, { method: "POST", body: "{}", headers: { origin: "https://evil.example.com" } });
  expect(elsewhere.status).toBe(403);
});

test("of a batch, what a lane refuses is answered here and the rest goes on", async () => {
  stage = await setHttpStage();
  const bodies: string[] = [];
  const upstream = await startUpstream(({ response, body }) => {
    bodies.push(body);
    response.writeHead(200, { "content-type": "application/json" }).end('[{"jsonrpc":"2.0","id":2,"result":{}}]');
  });
  const address = await stage.front(upstream);
  await post(address, [toolCall(1), { jsonrpc: "2.0", id: 2, method: "ping" }]);
  expect(JSON.parse(bodies[0] ?? "")).toHaveLength(2);
  await pause();
  const mixed = await post(address, `[${JSON.stringify(toolCall(1))}, {"jsonrpc":"2.0",  "id":2,"method":"ping"}]`);
  expect(await mixed.json()).toMatchObject([
    { id: 2, result: {} },
    { id: 1, result: { isError: true } },
  ]);
  expect(bodies[1]?.trim()).toBe('[{"jsonrpc":"2.0",  "id":2,"method":"ping"}]');
  const refused = await post(address, [toolCall(1), toolCall(2)]);
  expect(await refused.json()).toHaveLength(2);
  expect(bodies).toHaveLength(2);
});

test("a stream passes event by event, a failure in it becomes the typed one, and a client that leaves is told upstream", async () => {
  stage = await setHttpStage();
  const left: string[] = [];
  let resumed: ServerResponse | null = null;
  const upstream = await startUpstream(({ request, response, body }) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    if (request.method === "GET") {
      resumed = response;
      response.write(": open\n\n");
      return;
    }
    const { id, params } = JSON.parse(body);
    request.socket.once("close", () => left.push(params.name));
    response.write('id: 1\nevent: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\n\n');
    const failed = { content: [{ type: "text", text: "API rate limit exceeded" }], isError: true };
    if (params.name === "fails") response.end(`id: 2\ndata: ${JSON.stringify({ jsonrpc: "2.0", id, result: failed })}\n\n`);
    if (params.name === "later") response.end();
  });
  const address = await stage.front(upstream);
  const failed = await (await post(address, toolCall(1, "fails"))).text();
  expect(failed).toContain(
    'id: 1\nevent: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\n\nid: 2\n',
  );
  expect(failed).toContain("dev.lanekeeper/lane");
  expect(failed).not.toContain("API rate limit");

  const abort = new AbortController();
  const held = await post(address, toolCall(2, "held"), {}, abort.signal);
  const reader = held.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toContain("progress");
  abort.abort();
  await vi.waitFor(() => expect(left).toContain("held"));

  const session = { "mcp-session-id": "s" };
  await (await post(address, toolCall(3, "later"), session)).text();
  const stream = await fetch(address, { headers: { ...session, accept: "text/event-stream", "last-event-id": "1" } });
  await vi.waitFor(() => expect(resumed).not.toBeNull());
  const answer = { jsonrpc: "2.0", id: 3, result: { isError: true, content: [{ type: "text", text: "HTTP 401 Unauthorized" }] } };
  (resumed as ServerResponse | null)?.end(`id: 9\ndata: ${JSON.stringify(answer)}\n\n`);
  const rest = await stream.text();
  expect(rest).toContain(": open\n\n");
  expect(rest).toContain('"performed":"unknown"');
});
