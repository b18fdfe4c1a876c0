import { afterEach, describe, expect, test } from "vitest";
import { type LaneOptions, type Store, StoreError, type StoreVersion } from "#lib/mcp/index.ts";
import { OK, UNAUTHORIZED } from "../support/provider-peer.ts";
import { rotate } from "../support/rotate.ts";
import { call, DONE, PROD, type Stage, setStage, textOf } from "../support/stage.ts";

let stage: Stage;
afterEach(() => stage?.close());

/** A store of an author's own, with what it can do and how it fails in the test's hands. */
class OwnStore implements Store {
  readonly type = "own";
  readonly reference = "the test";
  held: StoreVersion = { secret: "key-3", version: "3" };
  failure: Error | null = null;

  async read(): Promise<StoreVersion> {
    if (this.failure) throw this.failure;
    return this.held;
  }

  put(secret: string, version: string): void {
    this.held = { secret, version };
  }
}

let store: OwnStore;
async function started(lane: Partial<LaneOptions> = {}) {
  store = new OwnStore();
  stage = await setStage({ store, ...lane });
  stage.provider.answers.set("key-4", OK);
  await stage.keeper.start();
}
const lane = () => stage.keeper.lane(PROD).status();

/** The last good generation serves, calls run on it, and its gate never shut. */
async function expectUnharmed(): Promise<void> {
  expect(lane()).toMatchObject({ generation: 3, refusal: null });
  expect(textOf(await call(await stage.client(), "issues_list"))).toBe(DONE);
  expect(stage.provider.used().at(-1)).toBe("key-3");
  expect(stage.lanekeeper.ofKind("lane.degraded_started", PROD)).toEqual([]);
}

describe("the last good generation serves on where", () => {
  test("no new key can be made", async () => {
    await started({ create: () => Promise.reject(new Error("no quota")) });
    expect(await rotate(stage, "prepare")).toMatchObject({ status: "failed", code: "create_failed" });
    await expectUnharmed();
  });

  test("a key is made that the store then cannot show; operators are told in the store's words", async () => {
    await started({
      create: async () => {
        store.failure = new StoreError("unavailable", "Vault answered 503: Vault is sealed");
      },
    });
    expect(await rotate(stage, "prepare")).toMatchObject({
      status: "failed",
      code: "store_unreachable",
      detail: "Vault answered 503: Vault is sealed",
    });
    await expectUnharmed();
  });

  test("a store fails in words of its own, which nobody is told", async () => {
    await started();
    store.failure = new Error("GET https://vault/?token=hunter2 failed");
    const failed = await rotate(stage, "prepare");
    expect(failed).toMatchObject({ code: "store_unreachable", detail: "the store cannot be read" });
    await expectUnharmed();
  });

  test("the provider refuses the new key", async () => {
    await started();
    stage.provider.answers.set("key-4", UNAUTHORIZED);
    store.put("key-4", "4");
    expect(await rotate(stage, "prepare")).toMatchObject({ status: "failed", code: "preflight_refused" });
    await expectUnharmed();
  });

  test("the new key dies between its proof and its adoption", async () => {
    await started();
    store.put("key-4", "4");
    const { generation } = await rotate(stage, "prepare");
    stage.provider.answers.set("key-4", UNAUTHORIZED);
    expect(await rotate(stage, "adopt", { generation })).toMatchObject({ status: "failed", code: "preflight_refused" });
    await expectUnharmed();
  });

  test("the store has gone on to another key by then", async () => {
    await started();
    store.put("key-4", "4");
    const { generation } = await rotate(stage, "prepare");
    store.put("key-5", "5");
    expect(await rotate(stage, "prepare")).toMatchObject({ status: "failed", code: "preflight_refused" });
    expect(await rotate(stage, "adopt", { generation })).toMatchObject({ status: "failed", code: "not_in_store" });
    await expectUnharmed();
  });
});

test("where the old key cannot be ended, the new one serves on and the failure is told", async () => {
  await started({ retire: () => Promise.reject(new Error("the provider answered 500")) });
  store.put("key-4", "4");
  const { generation } = await rotate(stage, "prepare");
  await rotate(stage, "adopt", { generation });
  expect(await rotate(stage, "retire_old")).toMatchObject({ status: "failed", code: "retire_failed" });
  expect(lane()).toMatchObject({ generation: 4, refusal: null });
  expect(textOf(await call(await stage.client(), "issues_list"))).toBe(DONE);
  expect(stage.lanekeeper.ofKind("credential.retired", PROD)).toEqual([]);
});

test("a key that was made, and refused, is taken up once the provider accepts it", async () => {
  await started();
  stage.provider.answers.set("key-4", UNAUTHORIZED);
  store.put("key-4", "4");
  await rotate(stage, "prepare");
  stage.provider.answers.set("key-4", OK);
  const { generation } = await rotate(stage, "prepare");
  expect(generation?.number).toBe(4);
  expect(await rotate(stage, "adopt", { generation })).toMatchObject({ status: "succeeded" });
});

test("the process is the same from the first key to the next: none of it is a restart", async () => {
  await started();
  store.put("key-4", "4");
  const { generation } = await rotate(stage, "prepare");
  await rotate(stage, "adopt", { generation });
  await call(await stage.client(), "issues_list");
  await stage.keeper.stop();
  const starts = stage.lanekeeper.ofKind("server.started");
  expect(starts.map(({ data }) => data.pid)).toEqual([process.pid]);
  expect(new Set(stage.lanekeeper.events.map(({ event }) => event.source)).size).toBe(1);
});
