import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { requestCommand } from "#lib/pipeline/command/index.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { readLane } from "#lib/views/read-lane.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
let db: Database;
let server: TestServer;
let tests = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  server = await registerTestServer(db, "github-tools");
});

const named = (number: number) => ({ generation: number, fingerprint: String(number).repeat(16) });
const route = { tool: "issues_create" };
const laneId = async (lane: string) =>
  (await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1 AND name = $2", [server.id, lane]))[0]?.id ?? "";
const windowsOf = async (lane: string, now: Date) => (await readLane(db, await laneId(lane), now))?.degraded ?? [];

/** A lane of its own, with a replica that reports of it alone. */
function stage() {
  tests += 1;
  const lane = `lane-${tests}`;
  const replica = server.replica(`web-${tests}`);
  const event = (kind: Parameters<TestReplica["event"]>[0], second: number, data: object, id?: string) =>
    replica.event(kind, data as never, { at: at(T0, second), lane, ...(id ? { id } : {}) });
  return { lane, event, send: (second: number, ...events: Record<string, unknown>[]) => replica.send(at(T0, second), ...events) };
}

describe("a degraded window", () => {
  it("is one, whether the server says it first, Lanekeeper, or both", async () => {
    const { lane, event, send } = stage();
    await send(1, event("credential.loaded", 1, named(3)));
    await send(51, event("lane.degraded_started", 50, { generation: 3, reason: "credential_expired" }));
    await send(56, event("credential.expired", 55, { ...named(3), certainty: "confirmed" }));
    await send(60, event("call.refused", 58, { code: "credential_expired", count: 4 }));
    expect(await windowsOf(lane, at(T0, 60))).toMatchObject([
      { started_at: at(T0, 50).toISOString(), ended_at: null, reason: "expired", generation: 3, served: 0, refused: 4 },
    ]);
    await send(71, event("credential.loaded", 70, named(4)));
    expect(await windowsOf(lane, at(T0, 71))).toMatchObject([{ ended_at: null }]);
    await send(73, event("lane.degraded_ended", 72, { started_at: at(T0, 50).toISOString(), reason: "credential_expired" }));
    expect(await windowsOf(lane, at(T0, 73))).toEqual([
      {
        started_at: at(T0, 50).toISOString(),
        ended_at: at(T0, 72).toISOString(),
        reason: "expired",
        generation: 3,
        served: 0,
        refused: 4,
        closed_as: null,
      },
    ]);
    const told = await db.query<{ action: string }>(
      "SELECT action FROM action WHERE lane_id = $1 AND action LIKE 'degraded.%' ORDER BY id",
      [await laneId(lane)],
    );
    expect(told.map(({ action }) => action)).toEqual(["degraded.started", "degraded.ended"]);
  });

  it("is known although all of it is told at once, afterwards", async () => {
    const { lane, event, send } = stage();
    await send(
      90,
      event("credential.loaded", 1, named(3)),
      event("lane.degraded_started", 20, { generation: 3, reason: "store_unreachable" }),
      event("call.refused", 30, { code: "store_unreachable", count: 2 }),
      event("lane.degraded_ended", 40, { generation: 3, reason: "store_unreachable", started_at: at(T0, 20).toISOString() }),
      event("call.usage", 60, { route, result: "ok", count: 9 }),
    );
    expect(await windowsOf(lane, at(T0, 90))).toMatchObject([
      { started_at: at(T0, 20).toISOString(), ended_at: at(T0, 40).toISOString(), reason: "not_loaded", served: 0, refused: 2 },
    ]);
  });

  it("lasts from a pause to the resume", async () => {
    const { lane, event, send } = stage();
    await send(1, event("credential.loaded", 1, named(3)));
    const ask = (second: number, kind: "pause" | "resume") =>
      laneId(lane).then((id) =>
        requestCommand({
          ctx: operatorOf(db, at(T0, second)),
          laneId: id,
          request: { kind, reason: "test" },
          idempotencyKey: null,
        }),
      );
    await ask(20, "pause");
    await judgeDueLanes(db, at(T0, 20));
    await send(31, event("call.refused", 30, { code: "lane_paused", count: 3 }));
    expect(await windowsOf(lane, at(T0, 31))).toMatchObject([{ reason: "paused", ended_at: null, refused: 3 }]);
    await ask(40, "resume");
    await judgeDueLanes(db, at(T0, 40));
    expect(await windowsOf(lane, at(T0, 41))).toMatchObject([
      { reason: "paused", started_at: at(T0, 20).toISOString(), ended_at: at(T0, 40).toISOString(), refused: 3 },
    ]);
  });

  it("counts what is told after it is over, once however often it is told", async () => {
    const { lane, event, send } = stage();
    await send(1, event("credential.loaded", 1, named(3)));
    await send(51, event("credential.expired", 50, { ...named(3), certainty: "confirmed" }));
    await send(71, event("credential.loaded", 70, named(4)));
    expect(await windowsOf(lane, at(T0, 71))).toMatchObject([{ ended_at: at(T0, 70).toISOString(), served: 0, refused: 0 }]);
    const late = [
      event("call.refused", 60, { code: "credential_expired", count: 5 }),
      event("call.completed", 65, { route, performed: true }),
      event("call.usage", 69, { route, result: "ok", count: 7 }),
      event("call.usage", 71, { route, result: "ok", count: 100 }),
    ];
    await send(200, ...late);
    await send(201, ...late);
    expect(await windowsOf(lane, at(T0, 201))).toMatchObject([{ served: 8, refused: 5 }]);
  });

  it("takes of calls that were counted from before it only its own share", async () => {
    const { lane, event, send } = stage();
    await send(1, event("credential.loaded", 1, named(3)));
    await send(51, event("credential.expired", 50, { ...named(3), certainty: "confirmed" }));
    await send(
      61,
      event("call.usage", 50, { route, result: "ok", count: 21, window_s: 40 }),
      event("call.usage", 60, { route, result: "ok", count: 12, window_s: 40 }),
      event("call.usage", 60, { route, result: "ok", count: 2, window_s: 5 }),
    );
    expect(await windowsOf(lane, at(T0, 62))).toMatchObject([{ ended_at: null, served: 3 + 2 }]);
  });
});

const SECONDS = 300;
const second = fc.integer({ min: 2, max: SECONDS });
const amount = fc.integer({ min: 1, max: 50 });
interface Drawn {
  kind: Parameters<TestReplica["event"]>[0];
  second: number;
  data: object;
}
const drawn = fc.oneof(
  fc
    .record({ second, generation: fc.integer({ min: 3, max: 6 }) })
    .map(({ second: at, generation }): Drawn => ({ kind: "credential.loaded", second: at, data: named(generation) })),
  fc.record({ second, generation: fc.integer({ min: 3, max: 6 }) }).map(
    ({ second: at, generation }): Drawn => ({
      kind: "credential.expired",
      second: at,
      data: { ...named(generation), certainty: "confirmed" },
    }),
  ),
  fc
    .record({ second, count: amount })
    .map(({ second: at, count }): Drawn => ({ kind: "call.refused", second: at, data: { code: "credential_expired", count } })),
  fc
    .record({ second, count: amount, result: fc.constantFrom("ok", "refused", "auth") })
    .map(({ second: at, count, result }): Drawn => ({ kind: "call.usage", second: at, data: { route, result, count } })),
  second.map((at): Drawn => ({ kind: "call.completed", second: at, data: { route, performed: true } })),
  fc.record({ second, length: fc.integer({ min: 1, max: 60 }) }).map(
    ({ second: from, length }): Drawn => ({
      kind: "lane.degraded_ended",
      second: from + length,
      data: { started_at: at(T0, from).toISOString(), reason: "store_unreachable" },
    }),
  ),
  second.map((at): Drawn => ({ kind: "lane.degraded_started", second: at, data: { reason: "store_unreachable" } })),
);

/** What the audit tells of the calls within a window, added up by hand. */
function recount(events: readonly Drawn[], from: number, to: number) {
  const within = events.filter((event) => at(T0, event.second).getTime() >= from && at(T0, event.second).getTime() <= to);
  const sum = (matches: (event: Drawn) => boolean) =>
    within.filter(matches).reduce((total, { data }) => total + ("count" in data ? Number(data.count) : 1), 0);
  return {
    served: sum(
      ({ kind, data }) => kind === "call.completed" || (kind === "call.usage" && "result" in data && data.result === "ok"),
    ),
    refused: sum(({ kind }) => kind === "call.refused"),
  };
}

it("the ledger's counts are those of the events, whatever they are, in whatever order and however often they are told", async () => {
  const order = fc.array(fc.record({ pick: fc.nat(), isLast: fc.boolean(), again: fc.boolean() }), {
    minLength: 60,
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(drawn, { minLength: 5, maxLength: 25 }), order, async (events, turns) => {
      const { lane, event, send } = stage();
      const waiting = events.map((one, index) => event(one.kind, one.second, one.data, `${lane}-${index}`));
      let batch = [event("credential.loaded", 1, named(3))];
      let receivedAt = SECONDS + 100;
      for (const { pick, isLast, again } of turns) {
        const [next] = waiting.splice(pick % Math.max(1, waiting.length), 1);
        if (next) batch.push(next);
        if (next && again) waiting.push(next);
        if (!isLast || batch.length === 0) continue;
        receivedAt += 1;
        await send(receivedAt, ...batch);
        batch = [];
      }
      await send(receivedAt + 1, ...batch, ...waiting, event("call.completed", receivedAt, { route, performed: true }));
      const windows = await windowsOf(lane, at(T0, receivedAt + 2));
      const all: Drawn[] = [...events, { kind: "call.completed", second: receivedAt, data: {} }];
      for (const { started_at, ended_at, served, refused } of windows) {
        const to = ended_at === null ? Number.POSITIVE_INFINITY : Date.parse(ended_at);
        expect({ served, refused }).toEqual(recount(all, Date.parse(started_at), to));
      }
      for (const [index, older] of windows.slice(1).entries()) {
        expect(Date.parse(older.ended_at ?? "9999")).toBeLessThan(Date.parse(windows[index]?.started_at ?? ""));
      }
    }),
    { numRuns: 30 },
  );
}, 60_000);
