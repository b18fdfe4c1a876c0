import { beforeAll, describe, expect, it } from "vitest";
import { type ControlState, controlState } from "#lib/contract/control.ts";
import { eventSource, eventType } from "#lib/contract/event.ts";
import { serverCreated } from "#lib/contract/server.ts";
import type { Database } from "#lib/db/database.ts";
import { call, createApiDatabase, problemOf, tokenOf } from "#tests/support/api.ts";
import { GET as getCommands } from "../../app/api/v1/commands/route.ts";
import { GET as getControl } from "../../app/api/v1/control/route.ts";
import { POST as sendEvents } from "../../app/api/v1/events/route.ts";
import { POST as giveCommand } from "../../app/api/v1/lanes/[lane]/commands/route.ts";
import { DELETE as revokeKey } from "../../app/api/v1/servers/[server]/keys/[key]/route.ts";
import { POST as createServer } from "../../app/api/v1/servers/route.ts";

let db: Database;
let admin: string;
let viewer: string;
let operator: string;
let servers = 0;

beforeAll(async () => {
  db = await createApiDatabase();
  [admin, operator, viewer] = await Promise.all([tokenOf(db, "admin"), tokenOf(db, "operator"), tokenOf(db, "viewer")]);
});

interface World {
  server: string;
  key: string;
  lane: string;
  pause(reason: string): Promise<void>;
  control(tag?: string): Promise<Response>;
  wait(waitS: number, tag?: string, signal?: AbortSignal): Promise<Response>;
}

/** A registered server with one replica that reported one lane. */
async function world(): Promise<World> {
  servers += 1;
  const name = `stdio-tools-${servers}`;
  const created = await call(createServer, { method: "POST", token: admin, body: { name, presence: "on_demand" } });
  const { server, key } = serverCreated.parse(await created.json());
  const event = (sequence: number, kind: "server.started" | "lane.declared", data: unknown) => ({
    specversion: "1.0",
    id: `e${sequence}`,
    source: eventSource(name, "r1"),
    type: eventType(kind),
    ...(kind === "lane.declared" ? { subject: "github-prod" } : {}),
    time: new Date().toISOString(),
    sequence: String(sequence),
    data,
  });
  const events = [event(1, "server.started", {}), event(2, "lane.declared", { provider: "github" })];
  const headers = { "content-type": "application/cloudevents-batch+json" };
  expect((await call(sendEvents, { method: "POST", token: key, headers, body: events })).status).toBe(202);
  const [row] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]);
  const lane = row?.id ?? "";
  const holding = (tag?: string): Record<string, string> => (tag === undefined ? {} : { "if-none-match": tag });
  return {
    server: name,
    key,
    lane,
    pause: async (reason) => {
      const body = { kind: "pause", reason };
      expect((await call(giveCommand, { method: "POST", token: operator, params: { lane }, body })).status).toBe(202);
    },
    control: (tag) => call(getControl, { token: key, query: "?replica=r1", headers: holding(tag) }),
    wait: (waitS, tag) => call(getCommands, { token: key, query: `?replica=r1&wait_s=${waitS}`, headers: holding(tag) }),
  };
}

const tagOf = (response: Response): string => response.headers.get("etag") ?? "";
const stateOf = async (response: Response): Promise<ControlState> => controlState.parse(await response.json());

describe("GET /control", () => {
  it("tells what every lane shall be, then 304 until that changes", async () => {
    const { control, pause } = await world();
    const first = await control();
    expect([first.status, (await stateOf(first)).lanes]).toMatchObject([200, [{ lane: "github-prod", control: "active" }]]);
    const same = await control(tagOf(first));
    expect([same.status, await same.text(), tagOf(same)]).toEqual([304, "", tagOf(first)]);
    await pause("leaked");
    const changed = await control(tagOf(first));
    const state = await stateOf(changed);
    expect(state.lanes).toMatchObject([{ control: "paused", reason: "leaked" }]);
    expect((await control(`W/"other", ${tagOf(changed)}`)).status).toBe(304);
  });

  it("hands a rotation to the replica that asks, marks it delivered, and repeats it to a caller that does not hold it", async () => {
    const { control, lane } = await world();
    const body = { kind: "rotate", reason: "yearly" };
    expect((await call(giveCommand, { method: "POST", token: operator, params: { lane }, body })).status).toBe(202);
    const first = await control();
    const [step] = (await stateOf(first)).commands;
    expect(step).toMatchObject({ kind: "rotate", phase: "prepare", lane: "github-prod" });
    const [target] = await db.query<{ status: string }>("SELECT status FROM command_target WHERE command_id = $1", [step?.id]);
    expect(target?.status).toBe("delivered");
    expect((await control(tagOf(first))).status).toBe(304);
    expect((await stateOf(await control())).commands).toMatchObject([{ id: step?.id, phase: "prepare" }]);
  });

  it("raises the version that answers to events carry, whenever something waits", async () => {
    const { control, pause } = await world();
    const before = (await stateOf(await control())).control_version;
    await pause("leaked");
    expect((await stateOf(await control())).control_version).toBeGreaterThan(before);
  });
});

describe("the long poll", () => {
  it("answers at once where the caller holds nothing, or something else", async () => {
    const { wait, pause } = await world();
    const first = await wait(20);
    expect(first.status).toBe(200);
    await pause("leaked");
    expect((await stateOf(await wait(20, tagOf(first)))).lanes[0]?.control).toBe("paused");
  });

  it("wakes within a moment of the change", async () => {
    const { wait, pause } = await world();
    const held = tagOf(await wait(0));
    const waiting = wait(20, held).then(async (response) => ({ state: await stateOf(response), atMs: performance.now() }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await pause("leaked");
    const committedMs = performance.now();
    const { state, atMs } = await waiting;
    expect(state.lanes[0]?.control).toBe("paused");
    // 20 ms of gathering and one read; the rest is what a busy machine takes.
    expect(atMs - committedMs).toBeLessThan(1_000);
  });

  it("says 304 when the time is over, and no sooner", async () => {
    const { wait } = await world();
    const held = tagOf(await wait(0));
    const startedMs = performance.now();
    const response = await wait(1, held);
    expect([response.status, tagOf(response)]).toEqual([304, held]);
    expect(performance.now() - startedMs).toBeGreaterThan(900);
  });

  it("holds no connection while it waits: more wait than there are connections", async () => {
    const { wait, pause } = await world();
    const held = tagOf(await wait(0));
    const waiting = Array.from({ length: 60 }, () => wait(20, held));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await pause("leaked");
    const statuses = (await Promise.all(waiting)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it("tells a revoked key nothing more", async () => {
    const { wait, pause, server, key } = await world();
    const waiting = wait(20, tagOf(await wait(0)));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const params = { server, key: key.split("_")[2] ?? "" };
    expect((await call(revokeKey, { method: "DELETE", token: admin, params })).status).toBe(204);
    await pause("leaked");
    const response = await waiting;
    expect([response.status, (await problemOf(response)).code]).toEqual([401, "unauthenticated"]);
  });

  it("shows people the list of commands at the same address", async () => {
    const { pause } = await world();
    await pause("leaked");
    const response = await call(getCommands, { token: viewer });
    expect(response.status).toBe(200);
    expect((await response.json()).items[0]).toMatchObject({ kind: "pause" });
  });
});

describe("who may", () => {
  it.each([
    ["nobody", () => undefined, 401],
    ["a viewer", () => viewer, 403],
    ["an operator", () => operator, 403],
    ["an administrator", () => admin, 403],
    ["a made-up key", () => `lk_srv_${"a1".repeat(6)}_${"b2".repeat(24)}_${"c3".repeat(16)}`, 401],
  ])("%s may not read a replica's control", async (_, token, status) => {
    expect((await call(getControl, { token: token(), query: "?replica=r1" })).status).toBe(status);
  });

  it("nobody without a key lists or waits", async () => {
    expect((await call(getCommands, { query: "?replica=r1&wait_s=0" })).status).toBe(401);
  });

  it.each(["", "?replica=", "?replica=__proto__", "?replica=r1&wait_s=-1", "?replica=r1&wait_s=61", "?replica=r1&wait_s=x"])(
    "a question like %s is refused",
    async (query) => {
      const { key } = await world();
      expect((await problemOf(await call(getCommands, { token: key, query }))).code).toBe("invalid_request");
    },
  );
});
