import { afterEach, expect, test, vi } from "vitest";
import type { EventKind } from "#lib/domain/vocabulary.ts";
import { OK, UNAUTHORIZED } from "./support/provider-peer.ts";
import { call, NEIGHBOUR, PROD, type Stage, setStage } from "./support/stage.ts";

let stage: Stage;
afterEach(() => stage?.close());

const GATE: readonly EventKind[] = ["lane.degraded_started", "call.refused", "lane.degraded_ended"];
const story = (lane = PROD) =>
  stage.lanekeeper.events
    .filter((seen) => seen.lane === lane && GATE.includes(seen.kind as EventKind))
    .map(({ kind, data }) => ({ kind, data }));
const told = (kind: EventKind, lane = PROD) =>
  vi.waitFor(() => expect(stage.lanekeeper.ofKind(kind, lane)).not.toHaveLength(0), { timeout: 4_000 });

test("a paused lane tells when it began to refuse calls, how many, and since when it serves again", async () => {
  stage = await setStage();
  await stage.keeper.start();
  const client = await stage.client();
  stage.lanekeeper.want({ lane: PROD, control: "paused", reason: "incident" });
  await told("lane.degraded_started");
  for (let n = 0; n < 5; n += 1) await call(client, "issues_list");
  stage.lanekeeper.want({ lane: PROD, control: "active" });
  await told("lane.degraded_ended");
  const since = expect.any(String);
  expect(story()).toEqual([
    { kind: "lane.degraded_started", data: { generation: 3, reason: "lane_paused" } },
    { kind: "call.refused", data: expect.objectContaining({ code: "lane_paused", count: 1 }) },
    { kind: "call.refused", data: expect.objectContaining({ code: "lane_paused", count: 4 }) },
    { kind: "lane.degraded_ended", data: { generation: 3, reason: "lane_paused", started_at: since } },
  ]);
  expect(story(NEIGHBOUR)).toEqual([]);
});

test("a latched lane says so itself, and that another credential ends it", async () => {
  stage = await setStage();
  const issuedAt = new Date(Date.now() - 60_000).toISOString();
  await stage.store(PROD, { secret: "key-3", version: "3", expires_at: "never", issued_at: issuedAt });
  await stage.keeper.start();
  const client = await stage.client();
  await call(client, "issues_list");
  stage.provider.answers.set("key-3", UNAUTHORIZED);
  await vi.waitFor(async () => {
    await call(client, "issues_list");
    expect(stage.lanekeeper.ofKind("lane.degraded_started", PROD)).toHaveLength(1);
  }, 4_000);
  stage.provider.answers.set("key-4", OK);
  await stage.store(PROD, { secret: "key-4", version: "4" });
  await told("lane.degraded_ended");
  expect(story()[0]?.kind).toBe("lane.degraded_started");
  expect(story().at(-1)).toMatchObject({ kind: "lane.degraded_ended", data: { generation: 3 } });
});

test("a lane that starts well has nothing to tell", async () => {
  stage = await setStage();
  await stage.keeper.start();
  await told("credential.loaded");
  await stage.keeper.stop();
  expect(story()).toEqual([]);
});
