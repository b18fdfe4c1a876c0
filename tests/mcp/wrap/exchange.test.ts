import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ToolCatalogue } from "#lib/mcp/protect/tool-catalogue.ts";
import { Exchange } from "#lib/mcp/wrap/exchange/exchange.ts";
import { ServerLink } from "#lib/mcp/wrap/exchange/server-link.ts";
import { type Passage, RequestGate } from "#lib/mcp/wrap/gate/request-gate.ts";
import { LineSplitter } from "#lib/mcp/wrap/wire/line-splitter.ts";

/** One client session whose processes are the test's to play. */
function play(gate: Pick<RequestGate, "ask"> = new RequestGate(new Map(), null, new ToolCatalogue())) {
  const heard: string[] = [];
  const exchange = new Exchange(gate as RequestGate, new ToolCatalogue(), (bytes) => heard.push(bytes.toString()));
  const link = () => {
    const told: string[] = [];
    return { told, link: new ServerLink((bytes) => told.push(bytes.toString())) };
  };
  const say = (...lines: (string | object)[]) =>
    Promise.all(
      lines.map((line) => exchange.fromClient(Buffer.from(typeof line === "string" ? line : `${JSON.stringify(line)}\n`))),
    );
  const answer = (from: ServerLink, message: object) => exchange.fromServer(from, Buffer.from(`${JSON.stringify(message)}\n`));
  return { exchange, heard, link, say, answer };
}
const request = (id: number | string, method: string, params: object = {}) => ({ jsonrpc: "2.0", id, method, params });
const idOf = (line: string | undefined) => JSON.parse(line ?? "{}").id;

/** Lets a fresh process take over, and answers what it is asked at its start. */
async function takeOver(stage: ReturnType<typeof play>, fresh: ReturnType<ReturnType<typeof play>["link"]>): Promise<void> {
  const brought = stage.exchange.bring(fresh.link);
  await Promise.resolve();
  const opening = fresh.told[0];
  if (opening) stage.answer(fresh.link, { jsonrpc: "2.0", id: idOf(opening), result: {} });
  await brought;
}

test("whatever is said, and in whatever pieces it arrives, passes as the bytes that came", async () => {
  const line = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({ jsonrpc: fc.constant("2.0"), method: fc.string(), params: fc.jsonValue() })
      .map((message) => JSON.stringify(message)),
    fc
      .tuple(
        fc.integer(),
        fc.constantFrom("tools/call", "resources/read", "tools/list", "ping", "notifications/cancelled"),
        fc.jsonValue(),
      )
      .map(([id, method, params]) => JSON.stringify({ id, method, params })),
    fc.tuple(fc.integer(), fc.jsonValue()).map(([id, result]) => JSON.stringify({ id, result })),
  );
  const stream = fc
    .array(line, { maxLength: 8 })
    .map((lines) => lines.map((text) => `${text.replaceAll("\n", " ")}\r\n`).join(""));
  await fc.assert(
    fc.asyncProperty(stream, fc.integer({ min: 1, max: 40 }), async (text, step) => {
      const stage = play();
      const { told, link } = stage.link();
      await stage.exchange.bring(link);
      const [up, down] = [new LineSplitter(), new LineSplitter()];
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += step) {
        const piece = bytes.subarray(at, at + step);
        for (const part of up.push(piece)) await stage.exchange.fromClient(part);
        for (const part of down.push(piece)) stage.exchange.fromServer(link, part);
      }
      expect(told.join("")).toBe(text);
      expect(stage.heard.join("")).toBe(text);
    }),
  );
});

describe("a batch of an older protocol", () => {
  const batch = '[ {"jsonrpc":"2.0", "id":1,"method":"tools/call"},{"jsonrpc":"2.0",  "id":2,"method":"ping"} ]\r\n';
  const refusing = {
    ask: async (_: Buffer, { method }: { method: string }): Promise<Passage> =>
      method === "tools/call" ? { kind: "refused", answer: '{"id":1,"result":"refused"}' } : { kind: "free" },
  };

  test("goes on as it came where nothing of it is refused", async () => {
    const stage = play();
    const { told, link } = stage.link();
    await stage.exchange.bring(link);
    await stage.say(batch);
    expect(told).toEqual([batch]);
  });

  test("is parted where some of it is: the rest goes on, and what is refused is answered", async () => {
    const stage = play(refusing);
    const { told, link } = stage.link();
    await stage.exchange.bring(link);
    await stage.say(batch);
    expect(told).toEqual(['[{"jsonrpc":"2.0",  "id":2,"method":"ping"}]\n']);
    expect(stage.heard).toEqual(['[{"id":1,"result":"refused"}]\n']);
  });
});

test("messages wait for a process in the order in which they came, but a cancellation reaches the one that drains", async () => {
  const stage = play();
  const [old, fresh] = [stage.link(), stage.link()];
  await stage.exchange.bring(old.link);
  await stage.say(request(1, "tools/call"));
  stage.exchange.hold();
  await stage.say(request(2, "tools/list"), request(3, "ping"));
  await stage.say({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } });
  expect(old.told.at(-1)).toContain("notifications/cancelled");
  expect(old.link.owes).toBe(false);
  await takeOver(stage, fresh);
  expect(fresh.told.map(idOf)).toEqual([2, 3]);
});

test("a subscription goes on in the fresh process, without a second acknowledgement or an end", async () => {
  const stage = play();
  const [old, fresh] = [stage.link(), stage.link()];
  await stage.exchange.bring(old.link);
  await stage.say(request("d", "server/discover"));
  stage.answer(old.link, { jsonrpc: "2.0", id: "d", result: {} });
  await stage.say(request("s", "subscriptions/listen", { notifications: { toolsListChanged: true } }));
  await takeOver(stage, fresh);
  expect(fresh.told.map((line) => JSON.parse(line).method)).toEqual(["server/discover", "subscriptions/listen"]);
  const before = stage.heard.length;
  const _meta = { "io.modelcontextprotocol/subscriptionId": "s" };
  stage.answer(fresh.link, { jsonrpc: "2.0", method: "notifications/subscriptions/acknowledged", params: { _meta } });
  stage.answer(old.link, { jsonrpc: "2.0", id: "s", result: { _meta } });
  expect(stage.heard.slice(before)).toEqual([]);
  expect(old.link.owes).toBe(false);
  stage.answer(fresh.link, { jsonrpc: "2.0", method: "notifications/tools/list_changed", params: { _meta } });
  expect(stage.heard).toHaveLength(before + 1);
});

test("a task is asked of the process that works on it, which is not done before its result was fetched", async () => {
  const stage = play();
  const [old, fresh] = [stage.link(), stage.link()];
  await stage.exchange.bring(old.link);
  await stage.say(request(1, "tools/call", { task: {} }));
  stage.answer(old.link, { jsonrpc: "2.0", id: 1, result: { task: { taskId: "t", status: "working" } } });
  await takeOver(stage, fresh);
  expect(old.link.owes).toBe(true);
  await stage.say(request(2, "tasks/get", { taskId: "t" }), request(3, "tasks/result", { taskId: "t" }), request(4, "ping"));
  expect([idOf(old.told.at(-2)), idOf(old.told.at(-1)), idOf(fresh.told.at(-1))]).toEqual([2, 3, 4]);
  stage.answer(old.link, { jsonrpc: "2.0", id: 2, result: { taskId: "t", status: "completed" } });
  stage.answer(old.link, { jsonrpc: "2.0", id: 3, result: {} });
  expect(old.link.owes).toBe(false);
});

test("a process that is gone owes nothing: its requests are answered, its own are called off, its opening is asked again", async () => {
  const stage = play();
  const [gone, fresh] = [stage.link(), stage.link()];
  await stage.exchange.bring(gone.link);
  await stage.say(request(0, "initialize"), request(1, "tools/call"));
  stage.answer(gone.link, request(7, "sampling/createMessage"));
  stage.exchange.lose(gone.link, "It ended");
  const [asked, lost, cancelled] = stage.heard.map((line) => JSON.parse(line));
  expect(asked).toMatchObject({ id: 7 });
  expect(lost).toMatchObject({ id: 1, error: { code: -32_011, data: { performed: "unknown" } } });
  expect(cancelled).toMatchObject({ method: "notifications/cancelled", params: { requestId: 7 } });
  await takeOver(stage, fresh);
  expect(fresh.told.map((line) => JSON.parse(line))).toEqual([request(0, "initialize")]);
  stage.answer(fresh.link, { jsonrpc: "2.0", id: 0, result: "begun" });
  expect(JSON.parse(stage.heard.at(-1) ?? "")).toMatchObject({ id: 0, result: "begun" });
});
