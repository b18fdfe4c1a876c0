import { expect, test, vi } from "vitest";
import { call, PROD, refusalOf, setStage } from "./support/stage.ts";

const asks = (requests: { path: string; method: string }[], path: string) =>
  requests.filter((request) => request.method === "GET" && request.path.startsWith(path)).length;
const PAUSE = { lane: PROD, control: "paused", reason: "leaked", command: "00000000-0000-4000-8000-000000000001" } as const;
const ROTATE = {
  id: "00000000-0000-4000-8000-000000000002",
  lane: PROD,
  kind: "rotate",
  phase: "prepare",
  args: {},
  expires_at: null,
} as const;

test("by default a stream is opened, and nothing is asked", async () => {
  const { keeper, lanekeeper, close } = await setStage();
  await keeper.start();
  expect([lanekeeper.streams.length, asks(lanekeeper.http.requests, "/api/v1/control")]).toEqual([1, 0]);
  await close();
});

test.each(["poll", "on_change"] as const)(
  "%s: a lane that is paused already is paused before the first call",
  async (transport) => {
    const { keeper, lanekeeper, provider, client, close } = await setStage({}, { transport });
    lanekeeper.want(PAUSE);
    await keeper.start();
    const before = provider.used().length;
    expect(refusalOf(await call(await client(), "issues_list")).code).toBe("lane_paused");
    expect(provider.used().length).toBe(before);
    expect((await call(await client(), "runs_list")).isError).toBeFalsy();
    expect([lanekeeper.streams.length, keeper.status().connected]).toEqual([0, true]);
    await vi.waitFor(() =>
      expect(lanekeeper.acks).toContainEqual(expect.objectContaining({ command: PAUSE.command, status: "succeeded" })),
    );
    await close();
  },
);

test("poll: a pause takes hold while the question waits for its answer", async () => {
  const { keeper, lanekeeper, client, close } = await setStage({}, { transport: "poll" });
  await keeper.start();
  await vi.waitFor(() => expect(asks(lanekeeper.http.requests, "/api/v1/commands?")).toBe(1));
  lanekeeper.want(PAUSE);
  await vi.waitFor(async () => expect(refusalOf(await call(await client(), "issues_list")).code).toBe("lane_paused"));
  await vi.waitFor(() => expect(asks(lanekeeper.http.requests, "/api/v1/commands?")).toBe(2));
  await close();
});

test("on_change: asks at the start, once more when it is known, and then only after a change", async () => {
  const { keeper, lanekeeper, client, close } = await setStage({}, { transport: "on_change", heartbeatS: 1 });
  await keeper.start();
  await vi.waitFor(() => expect(asks(lanekeeper.http.requests, "/api/v1/control")).toBe(2));
  await vi.waitFor(() => expect(lanekeeper.ofKind("server.heartbeat").length).toBeGreaterThan(2), { timeout: 5_000 });
  expect(asks(lanekeeper.http.requests, "/api/v1/control")).toBe(2);
  lanekeeper.want(PAUSE);
  await vi.waitFor(async () => expect(refusalOf(await call(await client(), "issues_list")).code).toBe("lane_paused"), {
    timeout: 5_000,
  });
  expect(asks(lanekeeper.http.requests, "/api/v1/control")).toBe(3);
  await close();
});

/** A keeper that asks only on a change, with a clock that the test moves as a process that was frozen finds it. */
async function setFrozenStage() {
  let aheadMs = 0;
  const stage = await setStage({}, { transport: "on_change", now: () => new Date(Date.now() + aheadMs) });
  const { keeper, lanekeeper } = stage;
  await keeper.start();
  await vi.waitFor(() => expect(asks(lanekeeper.http.requests, "/api/v1/control")).toBe(2));
  await vi.waitFor(() => expect(keeper.status().queued).toBe(0));
  return {
    ...stage,
    asked: () => asks(lanekeeper.http.requests, "/api/v1/control") - 2,
    sleep: (ms: number) => {
      aheadMs += ms;
    },
  };
}

test("on_change: a call that comes long after the last word asks before it touches the credential, and many calls once", async () => {
  const { lanekeeper, provider, client, asked, sleep, close } = await setFrozenStage();
  const mcp = await client();
  lanekeeper.want(PAUSE);
  const before = provider.used().length;
  sleep(11_000);
  const answers = await Promise.all([call(mcp, "issues_list"), call(mcp, "issues_list"), call(mcp, "runs_list")]);
  expect(answers.slice(0, 2).map((answer) => refusalOf(answer).code)).toEqual(["lane_paused", "lane_paused"]);
  expect(answers[2]?.isError).toBeFalsy();
  expect([asked(), provider.used().slice(before)]).toEqual([1, ["ci-1"]]);
  await close();
});

test("on_change: code outside any tool asks in the same way", async () => {
  const { keeper, lanekeeper, asked, sleep, close } = await setFrozenStage();
  lanekeeper.want(PAUSE);
  sleep(11_000);
  await expect(keeper.lane(PROD).fetch("/issues")).rejects.toMatchObject({ refusal: { code: "lane_paused" } });
  expect(asked()).toBe(1);
  await close();
});

test("on_change: calls within ten seconds of a word pay nothing, and neither does a clock that was set back for long", async () => {
  const { client, asked, sleep, close } = await setFrozenStage();
  const mcp = await client();
  for (let calls = 0; calls < 3; calls += 1) {
    sleep(3_000);
    expect((await call(mcp, "issues_list")).isError).toBeFalsy();
  }
  expect(asked()).toBe(0);
  sleep(-3_600_000);
  for (let calls = 0; calls < 3; calls += 1) await call(mcp, "issues_list");
  expect(asked()).toBe(1);
  await close();
});

test("on_change: a Lanekeeper that does not answer holds a call up for two seconds, and the next ones not at all", async () => {
  const { lanekeeper, client, asked, sleep, close } = await setFrozenStage();
  const mcp = await client();
  lanekeeper.isMute = true;
  sleep(11_000);
  const startedMs = performance.now();
  expect((await call(mcp, "issues_list")).isError).toBeFalsy();
  const waitedMs = performance.now() - startedMs;
  expect(waitedMs).toBeGreaterThan(1_900);
  expect(waitedMs).toBeLessThan(4_000);
  const againMs = performance.now();
  expect((await call(mcp, "issues_list")).isError).toBeFalsy();
  expect([performance.now() - againMs < 1_000, asked()]).toEqual([true, 1]);
  await close();
});

test.each(["poll", "on_change"] as const)(
  "%s: an answer to events that names another version ends the wait after a failure",
  async (transport) => {
    const { keeper, lanekeeper, client, close } = await setStage({}, { transport, heartbeatS: 1 });
    lanekeeper.streamStatus = 503;
    lanekeeper.retryAfterS = 20;
    await keeper.start();
    await vi.waitFor(() => expect(asks(lanekeeper.http.requests, "/api/v1/control")).toBeGreaterThan(0));
    lanekeeper.streamStatus = 200;
    lanekeeper.want(PAUSE);
    await vi.waitFor(async () => expect(refusalOf(await call(await client(), "issues_list")).code).toBe("lane_paused"), {
      timeout: 5_000,
    });
    await close();
  },
);

test("on_change: the same version, named again and again, ends no further wait", async () => {
  const { keeper, lanekeeper, close } = await setStage({}, { transport: "on_change", heartbeatS: 1 });
  lanekeeper.streamStatus = 503;
  lanekeeper.retryAfterS = 20;
  await keeper.start();
  await vi.waitFor(() => expect(lanekeeper.ofKind("server.heartbeat").length).toBeGreaterThan(2), { timeout: 5_000 });
  expect(asks(lanekeeper.http.requests, "/api/v1/control")).toBeLessThanOrEqual(2);
  await close();
});

test("stream: one that was lost is looked for at once where an answer to events names another version", async () => {
  const { keeper, lanekeeper, client, close } = await setStage({}, { heartbeatS: 1 });
  await keeper.start();
  for (const stream of lanekeeper.streams) {
    stream.write("retry: 30000\n\n");
    stream.end();
  }
  await vi.waitFor(() => expect(keeper.status().connected).toBe(false));
  await vi.waitFor(() => expect(lanekeeper.ofKind("server.heartbeat").length).toBeGreaterThan(2), { timeout: 5_000 });
  expect(keeper.status().connected).toBe(false);
  lanekeeper.want(PAUSE);
  await vi.waitFor(async () => expect(refusalOf(await call(await client(), "issues_list")).code).toBe("lane_paused"), {
    timeout: 5_000,
  });
  await close();
});

test.each(["poll", "on_change"] as const)("%s: a step that is told again and again is carried out once", async (transport) => {
  const { keeper, lanekeeper, store, close } = await setStage({}, { transport, heartbeatS: 1 });
  lanekeeper.waiting = [ROTATE];
  await keeper.start();
  await store(PROD, { secret: "key-4", version: "4" });
  const done = () => lanekeeper.acks.filter(({ command, status }) => command === ROTATE.id && status !== "acknowledged");
  await vi.waitFor(() => expect(done().length).toBeGreaterThan(0), { timeout: 5_000 });
  lanekeeper.want({ lane: "another" });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(lanekeeper.ofKind("rotation.started", PROD).length).toBeLessThanOrEqual(1);
  await close();
});

test.each([
  ["poll", "serve"],
  ["poll", "refuse"],
  ["on_change", "serve"],
  ["on_change", "refuse"],
] as const)("%s: without Lanekeeper a first start follows when_unknown: %s", async (transport, whenUnknown) => {
  const { keeper, lanekeeper, client, close } = await setStage({}, { transport, whenUnknown, stateDir: null });
  lanekeeper.streamStatus = 503;
  await keeper.start();
  const answer = await call(await client(), "issues_list");
  if (whenUnknown === "serve") expect(answer.isError).toBeFalsy();
  else expect(refusalOf(answer).code).toBe("preflight_refused");
  expect(keeper.status().connected).toBe(false);
  await close();
});

test("on_change: a process started while Lanekeeper is away stays paused as the last one heard it", async () => {
  const { keeper, lanekeeper, client, restart, close } = await setStage({}, { transport: "on_change" });
  lanekeeper.want(PAUSE);
  await keeper.start();
  await keeper.stop();
  lanekeeper.streamStatus = 503;
  const next = await restart();
  expect(refusalOf(await call(await client(next), "issues_list")).code).toBe("lane_paused");
  await close();
});

test.each(["poll", "on_change"] as const)("%s: a refused key is not tried again at once", async (transport) => {
  const { keeper, lanekeeper, close } = await setStage({}, { transport });
  lanekeeper.streamStatus = 401;
  await keeper.start();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(asks(lanekeeper.http.requests, "/api/v1/co")).toBe(1);
  await close();
});

test("a transport that does not exist is refused by name", async () => {
  await expect(setStage({}, { transport: "pigeon" as "poll" })).rejects.toThrow("transport");
});
