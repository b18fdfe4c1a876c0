import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CloudEvent, Rejection } from "#lib/contract/event.ts";
import { Emitter } from "#lib/mcp/emitter.ts";
import { KeySource } from "#lib/mcp/key-source.ts";
import type { Logger } from "#lib/mcp/options.ts";
import { Reporter } from "#lib/mcp/report/reporter.ts";
import { ServerClock } from "#lib/mcp/server-clock.ts";
import type { HttpPeer, PeerAnswer, PeerRequest } from "#tests/support/http-peer.ts";
import { startHttpPeer } from "#tests/support/http-peer.ts";
import { SERVER_KEY } from "./support/stage.ts";

const QUIET: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const OTHER_KEY = SERVER_KEY.replaceAll("b2", "d4");

let peer: HttpPeer;
let answers: ((request: PeerRequest) => PeerAnswer)[];
let emitter: Emitter;
let reporter: Reporter;
let rejected: Rejection[];
let key: string;
let lateMs: number;

const batchOf = ({ body }: PeerRequest): CloudEvent[] => JSON.parse(body);
const accept = (request: PeerRequest, rejections: Rejection[] = []): PeerAnswer => ({
  status: 202,
  body: { accepted: batchOf(request).length - rejections.length, duplicates: 0, rejected: rejections, control_version: 1 },
});
const reject = (code: Rejection["code"]) => (request: PeerRequest) =>
  accept(request, [{ index: 0, id: batchOf(request)[0]?.id ?? null, code, detail: "no" }]);
let versions: number[];
const once = (answer: PeerAnswer) => () => answer;

beforeEach(async () => {
  answers = [];
  rejected = [];
  key = SERVER_KEY;
  lateMs = 0;
  peer = await startHttpPeer((request) => (answers.shift() ?? accept)(request));
  emitter = new Emitter(QUIET);
  emitter.on("rejected", (entry) => rejected.push(entry));
  const source = new KeySource(() => key);
  await source.reload();
  const clock = new ServerClock(() => new Date(Date.now() - lateMs));
  versions = [];
  const onVersion = (version: number) => versions.push(version);
  reporter = new Reporter({
    url: peer.url,
    server: "s",
    replica: "r",
    key: source,
    clock,
    fetch,
    emitter,
    logger: QUIET,
    onVersion,
  });
});
afterEach(async () => {
  await reporter.stop(100);
  await peer.close();
});

const verified = (generation: number) => reporter.report("credential.verified", { generation }, "lane");
const sent = () =>
  peer.requests.map((request) => batchOf(request).map(({ data }) => (data as { generation: number }).generation));
const settled = () => vi.waitFor(() => expect(reporter.queued).toBe(0), { timeout: 5_000 });

test("tells the version of the desired state that each answer names", async () => {
  verified(1);
  await settled();
  await vi.waitFor(() => expect(versions).toHaveLength(1));
  expect(versions).toEqual([expect.any(Number)]);
});

test("events go out at once, together, in order, under the server key", async () => {
  for (const generation of [1, 2, 3]) verified(generation);
  await settled();
  expect(sent()).toEqual([[1, 2, 3]]);
  const [request] = peer.requests;
  expect(request?.headers).toMatchObject({
    authorization: `Bearer ${SERVER_KEY}`,
    "content-type": "application/cloudevents-batch+json",
  });
  expect(request && batchOf(request)[0]).toMatchObject({
    specversion: "1.0",
    source: "/servers/s/replicas/r",
    type: "dev.lanekeeper.credential.verified",
    subject: "lane",
    sequence: "1",
  });
});

test("usage may wait a second for company", async () => {
  reporter.report("call.usage", { route: { tool: "t" }, result: "ok", count: 1 }, "lane");
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(peer.requests).toHaveLength(0);
  await settled();
  expect(peer.requests).toHaveLength(1);
});

describe("what fails is sent again, unchanged", () => {
  test.each<[string, PeerAnswer]>([
    ["a cut connection", "cut"],
    ["503", { status: 503, headers: { "retry-after": "0" } }],
    ["429", { status: 429 }],
    ["a receipt that is none", { status: 202, body: "<html>" }],
  ])("after %s", async (_name, answer) => {
    answers = [once(answer), once(answer)];
    verified(1);
    await vi.waitFor(() => expect(reporter.state).toBe("backing_off"));
    await settled();
    expect(reporter.state).toBe("ok");
    expect(new Set(peer.requests.map(({ body }) => body)).size).toBe(1);
    expect(peer.requests).toHaveLength(3);
  });

  test("not before the time Lanekeeper asks for", async () => {
    answers = [once({ status: 429, headers: { "retry-after": "1" } })];
    const startedMs = performance.now();
    verified(1);
    await settled();
    expect(performance.now() - startedMs).toBeGreaterThan(990);
  });

  test("new events wait behind it and keep their order", async () => {
    answers = [once("cut")];
    verified(1);
    await vi.waitFor(() => expect(reporter.state).toBe("backing_off"));
    verified(2);
    await settled();
    expect(sent()).toEqual([[1], [1, 2]]);
  });
});

describe("what Lanekeeper rejects", () => {
  test("is dropped and told, and the rest is not sent again", async () => {
    answers = [reject("secret_material")];
    const id = verified(1);
    verified(2);
    await settled();
    expect(peer.requests).toHaveLength(1);
    expect(rejected).toEqual([{ index: 0, id, code: "secret_material", detail: "no" }]);
  });

  test("as a whole batch, is dropped too", async () => {
    answers = [
      (request) => ({
        status: 422,
        body: {
          code: "all_rejected",
          rejected: (reject("unknown_type")(request) as { body: { rejected: unknown } }).body.rejected,
        },
      }),
    ];
    verified(1);
    await settled();
    expect(rejected).toMatchObject([{ code: "unknown_type" }]);
  });

  test("for its time, is sent once more by Lanekeeper's clock", async () => {
    lateMs = 3 * 3_600_000;
    const date = { date: new Date().toUTCString() };
    answers = [
      (request) => ({ ...(reject("time_out_of_range")(request) as Exclude<PeerAnswer, "cut">), headers: date }),
      reject("time_out_of_range"),
    ];
    const id = verified(1);
    await settled();
    const [first, second] = peer.requests.map((request) => batchOf(request)[0]);
    expect(second).toMatchObject({ id, sequence: "1", data: { generation: 1, reported_time: first?.time } });
    expect(Math.abs(Date.parse(second?.time ?? "") - Date.now())).toBeLessThan(5_000);
    expect(peer.requests).toHaveLength(2);
    expect(rejected).toMatchObject([{ id, code: "time_out_of_range" }]);
  });

  test("for its time, keeps the moment at which it happened", async () => {
    lateMs = -3 * 86_400_000;
    answers = [once({ status: 503, headers: { date: new Date().toUTCString() } })];
    const before = Date.now();
    verified(1);
    await vi.waitFor(() => expect(peer.requests).toHaveLength(1));
    answers = [reject("time_out_of_range")];
    await settled();
    const corrected = batchOf(peer.requests.at(-1) as PeerRequest)[0];
    expect(corrected?.data).toHaveProperty("reported_time");
    expect(Math.abs(Date.parse(corrected?.time ?? "") - before)).toBeLessThan(1_500);
  });

  test("alone spoils nothing for the others", async () => {
    const poison = (request: PeerRequest): PeerAnswer =>
      batchOf(request).some(({ data }) => (data as { generation: number }).generation === 3) ? { status: 400 } : accept(request);
    answers = Array(20).fill(poison);
    for (const generation of [1, 2, 3, 4, 5]) verified(generation);
    await settled();
    const taken = peer.requests.filter(
      (request) => poison(request) !== "cut" && (poison(request) as { status: number }).status === 202,
    );
    expect(taken.flatMap((request) => batchOf(request).map(({ data }) => (data as { generation: number }).generation))).toEqual([
      1, 2, 4, 5,
    ]);
    expect(rejected).toHaveLength(1);
  });

  test("for its size, is sent in smaller parts", async () => {
    answers = [once({ status: 413 })];
    for (const generation of [1, 2, 3]) verified(generation);
    await settled();
    expect(sent()).toEqual([[1, 2, 3], [1, 2], [3]]);
  });
});

describe("a refused key", () => {
  test.each([401, 403])("ends the sending on %i, but not the counting", async (status) => {
    answers = [once({ status })];
    verified(1);
    await vi.waitFor(() => expect(reporter.state).toBe("denied"));
    verified(2);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(peer.requests).toHaveLength(1);
    expect(reporter.queued).toBe(2);
  });

  test("that was replaced meanwhile goes on with the new one", async () => {
    answers = [once({ status: 401 })];
    key = OTHER_KEY;
    verified(1);
    await settled();
    expect(peer.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${SERVER_KEY}`, `Bearer ${OTHER_KEY}`]);
  });
});

test("a full queue loses counts first, then the oldest, and says so", async () => {
  answers = Array(50).fill(once("cut"));
  let dropped = 0;
  emitter.on("dropped", ({ count }) => {
    dropped += count;
  });
  reporter.report("call.usage", { route: { tool: "t" }, result: "ok", count: 1 }, "lane");
  for (let generation = 0; generation < 10_001; generation += 1) verified(generation);
  expect(reporter.queued).toBe(10_000);
  expect(dropped).toBe(2);
});

test("a full queue loses single calls before facts of a lane's life", async () => {
  answers = Array(50).fill(once("cut"));
  const fact = verified(0);
  const write = () => reporter.report("call.completed", { route: { tool: "t" }, performed: true }, "lane");
  for (let n = 0; n < 10_050; n += 1) write();
  answers = [];
  await settled();
  const ids = peer.requests.flatMap(batchOf).map(({ id }) => id);
  expect(reporter.dropped).toBe(51);
  expect(ids).toContain(fact);
});

test("only the newest heartbeat waits", async () => {
  for (let time = 0; time < 3; time += 1) reporter.report("server.heartbeat", { control_version: time });
  await settled();
  expect(peer.requests.flatMap(batchOf).map(({ data }) => data)).toEqual([{ control_version: 2 }]);
});

test("a stop sends what is queued, and gives up on a Lanekeeper that does not answer", async () => {
  verified(1);
  await reporter.stop(1_000);
  expect(sent()).toEqual([[1]]);
});

test("a stop waits no longer than it was told to", async () => {
  const deaf = await startHttpPeer(() => null);
  const source = new KeySource(SERVER_KEY);
  await source.reload();
  const options = {
    server: "s",
    replica: "r",
    key: source,
    clock: new ServerClock(() => new Date()),
    fetch,
    emitter,
    logger: QUIET,
    onVersion: () => {},
  };
  const waiting = new Reporter({ ...options, url: deaf.url });
  waiting.report("credential.verified", { generation: 1 }, "lane");
  const startedMs = performance.now();
  await waiting.stop(300);
  expect(performance.now() - startedMs).toBeLessThan(1_000);
  await deaf.close();
});
