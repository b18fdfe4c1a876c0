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
