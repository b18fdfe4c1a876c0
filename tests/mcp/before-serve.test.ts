import { afterEach, expect, test, vi } from "vitest";
import type { LaneOptions } from "#lib/mcp/index.ts";
import { call, DONE, PROD, type Stage, setStage, textOf } from "./support/stage.ts";

let stage: Stage;
afterEach(() => stage?.close());

const ID = "0f0e0d0c-0000-4000-8000-000000000002";
const status = () => stage.keeper.lane(PROD).status();

async function rotated(beforeServe: NonNullable<LaneOptions["beforeServe"]>) {
  stage = await setStage({ beforeServe });
  await stage.keeper.start();
  await stage.store(PROD, { secret: "key-4", version: "4" });
  const generation = await vi.waitFor(() => {
    const { store } = status();
    if (store?.version !== "4" || !store.fingerprint) throw new Error("the store still shows the old one");
    return { number: 4, fingerprint: store.fingerprint };
  });
  stage.lanekeeper.command({ id: ID, lane: PROD, kind: "rotate", phase: "adopt", args: { generation }, expires_at: null });
  return vi.waitFor(
    () => {
      const ack = stage.lanekeeper.acks.find((seen) => seen.status !== "acknowledged");
      if (!ack) throw new Error("no outcome yet");
      return ack;
    },
    { timeout: 8_000 },
  );
}

test("the host has taken a credential over before it serves, and a rotation is done only then", async () => {
  const taken: unknown[] = [];
  const outcome = await rotated(async ({ generation, credential }) => {
    taken.push({ generation, credential, serving: status().generation });
  });
  expect(outcome).toMatchObject({ status: "succeeded", generation: { number: 4 } });
  expect(taken).toEqual([
    { generation: 3, credential: "key-3", serving: null },
    { generation: 4, credential: "key-4", serving: 3 },
  ]);
});

test("where the host cannot take it over, what was served stays", async () => {
  const outcome = await rotated(async ({ generation }) => {
    if (generation === 4) throw new Error("the fresh process did not start");
  });
  expect(outcome).toMatchObject({ status: "failed", code: "not_taken_over", detail: "the fresh process did not start" });
  expect(status()).toMatchObject({ generation: 3, refusal: null });
  expect(textOf(await call(await stage.client(), "issues_list"))).toBe(DONE);
  expect(stage.provider.used().at(-1)).toBe("key-3");
  expect(stage.lanekeeper.ofKind("rotation.cut_over", PROD)).toEqual([]);
});

test("a host that could not take the first credential over is asked again", async () => {
  let asked = 0;
  stage = await setStage(
    {
      beforeServe: async () => {
        asked += 1;
        if (asked === 1) throw new Error("not yet");
      },
    },
    { heartbeatS: 1 },
  );
  await stage.keeper.start();
  expect(status()).toMatchObject({ generation: null, refusal: "preflight_refused" });
  await vi.waitFor(() => expect(status()).toMatchObject({ generation: 3, refusal: null }), { timeout: 4_000 });
});
