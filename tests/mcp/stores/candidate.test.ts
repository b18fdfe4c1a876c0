import { afterEach, expect, test, vi } from "vitest";
import { awsSecretsManagerStore, type LaneOptions } from "#lib/mcp/index.ts";
import { type AwsSimulator, startAws } from "../support/aws-simulator.ts";
import { OK } from "../support/provider-peer.ts";
import { rotate } from "../support/rotate.ts";
import { call, DONE, PROD, type Stage, setStage, textOf } from "../support/stage.ts";

const SECRET = "mcp/github";
let aws: AwsSimulator;
let stage: Stage;
afterEach(() => Promise.all([stage?.close(), aws?.close()]));

async function started(lane: Partial<LaneOptions> = {}) {
  aws = await startAws(SECRET);
  aws.put("key-3");
  stage = await setStage({ store: awsSecretsManagerStore({ secretId: SECRET, client: aws.client, pollMs: 50 }), ...lane });
  await stage.keeper.start();
}
const served = () => stage.keeper.lane(PROD).status();

test("what is pending at AWS is proven, promoted, adopted, and counts one on", async () => {
  await started();
  expect(served().generation).toBe(1);
  const pending = aws.put("key-4", "AWSPENDING");
  const prepared = await rotate(stage, "prepare");
  expect(prepared).toMatchObject({ status: "succeeded", generation: { number: 2 } });
  expect([aws.at("AWSCURRENT"), aws.at("AWSPENDING")]).toEqual([pending, undefined]);
  expect(served().generation).toBe(1);
  await rotate(stage, "adopt", { generation: prepared.generation });
  expect(served().generation).toBe(2);
  expect(textOf(await call(await stage.client(), "issues_list"))).toBe(DONE);
  expect(stage.provider.used().at(-1)).toBe("key-4");
});

test("what the provider refuses stays pending, and nobody else ever sees it as the newest", async () => {
  await started();
  const current = aws.at("AWSCURRENT");
  const pending = aws.put("broken", "AWSPENDING");
  expect(await rotate(stage, "prepare")).toMatchObject({ status: "failed", code: "preflight_refused" });
  expect([aws.at("AWSCURRENT"), aws.at("AWSPENDING")]).toEqual([current, pending]);
  expect(served()).toMatchObject({ generation: 1, refusal: null });
});

test("a version that somebody promotes meanwhile is not overtaken", async () => {
  let others: string | undefined;
  await started({
    probe: async ({ fetch, credential }) => {
      if (credential === "key-4") others = aws.put("key-5");
      return fetch("/user");
    },
  });
  stage.provider.answers.set("key-5", OK);
  aws.put("key-4", "AWSPENDING");
  expect(await rotate(stage, "prepare")).toMatchObject({ status: "failed", code: "not_promoted" });
  expect(aws.at("AWSCURRENT")).toBe(others);
  expect(served().generation).toBe(1);
});

test("without anything pending there is no new version", async () => {
  await started();
  expect(await rotate(stage, "prepare")).toMatchObject({ code: "no_new_version" });
});

test("a lane with such a store is declared as one that makes its own candidates", async () => {
  await started();
  await vi.waitFor(() =>
    expect(stage.lanekeeper.ofKind("lane.declared", PROD)[0]?.data).toMatchObject({
      capabilities: expect.arrayContaining(["create"]),
    }),
  );
});
