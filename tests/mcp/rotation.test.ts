import { afterEach, describe, expect, test, vi } from "vitest";
import type { StreamCommand } from "#lib/contract/control.ts";
import type { LaneOptions } from "#lib/mcp/index.ts";
import { OK, UNAUTHORIZED } from "./support/provider-peer.ts";
import { call, DONE, PROD, type Stage, setStage, textOf } from "./support/stage.ts";

let stage: Stage;
afterEach(() => stage?.close());

const ID = "0f0e0d0c-0000-4000-8000-000000000001";

async function started(lane: Partial<LaneOptions> = {}) {
  stage = await setStage(lane);
  await stage.keeper.start();
  return stage.client();
}

/** Sends one phase and waits for its outcome. */
async function run(phase: StreamCommand["phase"], args: StreamCommand["args"] = {}, kind: StreamCommand["kind"] = "rotate") {
  stage.lanekeeper.command({ id: ID, lane: PROD, kind, phase, args, expires_at: null });
  return vi.waitFor(
    () => {
      const ack = stage.lanekeeper.acks.find((seen) => seen.phase === phase && seen.status !== "acknowledged");
      if (!ack) throw new Error("no outcome yet");
      return ack;
    },
    { timeout: 8_000 },
  );
}
const status = () => stage.keeper.lane(PROD).status();
const waiting = (version: string) => vi.waitFor(() => expect(status().store?.version).toBe(version));

test("a new key in the store is found, probed, adopted and the old one retired, while calls go on", async () => {
  const retired: string[] = [];
  const client = await started({
    retire: async ({ credential }) => {
      retired.push(credential);
      stage.provider.answers.set(credential, UNAUTHORIZED);
    },
  });
  await stage.store(PROD, { secret: "key-4", version: "4" });
  await waiting("4");

  const prepared = await run("prepare");
  expect(prepared).toMatchObject({ command: ID, status: "succeeded", generation: { number: 4 }, replica: stage.keeper.replica });
  expect(status().generation).toBe(3);
  expect(stage.lanekeeper.acks[0]).toMatchObject({ status: "acknowledged", phase: "prepare" });

  const adopted = await run("adopt", { generation: prepared.generation });
  expect(adopted).toMatchObject({ status: "succeeded", generation: prepared.generation });
  expect(status().generation).toBe(4);
  expect(textOf(await call(client, "issues_list"))).toBe(DONE);
  expect(stage.provider.used().at(-1)).toBe("key-4");

  expect(await run("retire_old")).toMatchObject({ status: "succeeded", generation: { number: 3 } });
  expect(retired).toEqual(["key-3"]);
  await stage.keeper.stop();
  const story = stage.lanekeeper.events.filter(({ lane, kind }) => lane === PROD && /^rotation|loaded|retired/.test(kind));
  expect(story.map(({ kind }) => kind)).toEqual([
    "credential.loaded",
    "rotation.started",
    "rotation.probed",
    "rotation.cut_over",
    "credential.loaded",
    "credential.retired",
  ]);
  const cutOver = stage.lanekeeper.ofKind("rotation.cut_over", PROD)[0]?.data;
  expect(cutOver).toMatchObject({ generation: 4, command_id: ID, previous: { generation: 3 } });
  expect(stage.lanekeeper.ofKind("credential.retired", PROD)[0]?.data).toMatchObject({ generation: 3, retirement: "automatic" });
});

test("a call under way finishes on the key it began with", async () => {
  const client = await started();
  await stage.store(PROD, { secret: "key-4", version: "4" });
  await waiting("4");
  const { generation } = await run("prepare");
  stage.provider.http.requests.length = 0;
  stage.provider.answers.set("key-3", async () => {
    stage.provider.answers.set("key-3", OK);
    await run("adopt", { generation });
    return OK;
  });
  expect(textOf(await call(client, "slow"))).toBe(DONE);
  expect(status().generation).toBe(4);
  const slow = stage.provider.http.requests.filter(({ path }) => path === "/slow");
  expect(slow.map(({ headers }) => headers.authorization)).toEqual(["Bearer key-3", "Bearer key-3"]);
});

describe("prepare", () => {
  test("an unchanged store is no new version, and says where to put one", async () => {
    await started();
    const failed = await run("prepare");
    expect(failed).toMatchObject({ status: "failed", code: "no_new_version" });
    expect(failed.detail).toContain(`${stage.folder}/${PROD}`);
  });

  test("a candidate that the provider refuses is not offered", async () => {
    await started();
    await stage.store(PROD, { secret: "broken", version: "4" });
    expect(await run("prepare")).toMatchObject({ status: "failed", code: "preflight_refused" });
    expect(status()).toMatchObject({ generation: 3, refusal: null });
    await vi.waitFor(() =>
      expect(stage.lanekeeper.ofKind("rotation.probed", PROD)[0]?.data).toMatchObject({ generation: 4, passed: false }),
    );
  });

  test("a lane that can create makes its own candidate", async () => {
    const client = await started({
      create: async ({ credential }) => stage.store(PROD, { secret: credential.replace("3", "4"), version: "4" }),
    });
    const { generation } = await run("prepare");
    expect(generation?.number).toBe(4);
    await run("adopt", { generation });
    expect(textOf(await call(client, "issues_list"))).toBe(DONE);
  });

  test("a hook that fails leaves everything as it was", async () => {
    await started({ create: () => Promise.reject(new Error("no quota")) });
    expect(await run("prepare")).toMatchObject({ status: "failed", code: "create_failed", detail: "no quota" });
    expect(status().generation).toBe(3);
  });

  test("a hook that puts its credential into words tells nobody of it", async () => {
    await started({ create: ({ credential }) => Promise.reject(new Error(`POST /keys?by=${credential}: 500`)) });
    expect(await run("prepare")).toMatchObject({ code: "create_failed", detail: "POST /keys?by=(the credential): 500" });
  });
});

test("a hook that finds the credential dead while it runs does not wait for itself", async () => {
  stage = await setStage({
    create: async () => {
      await stage.keeper.lane(PROD).fetch("/keys", { method: "POST" });
    },
  });
  const issuedAt = new Date(Date.now() - 60_000).toISOString();
  await stage.store(PROD, { secret: "key-3", version: "3", issued_at: issuedAt, expires_at: "never" });
  await stage.keeper.start();
  await stage.keeper.lane(PROD).fetch("/user");
  stage.provider.answers.set("key-3", UNAUTHORIZED);
  const failed = await run("prepare");
  expect(failed).toMatchObject({ status: "failed", code: "create_failed" });
  expect(failed.detail).toContain("holds a credential that was revoked");
  expect(status().refusal).toBe("credential_revoked");
});

describe("adopt", () => {
  test("a generation that this replica's store does not hold is not made up", async () => {
    await started();
    const generation = { number: 9, fingerprint: "0123456789abcdef" };
    expect(await run("adopt", { generation })).toMatchObject({ status: "failed", code: "not_in_store" });
  });

  test("what is served already is adopted already", async () => {
    await started();
    const generation = { number: 3, fingerprint: status().fingerprint ?? "" };
    expect(await run("adopt", { generation })).toMatchObject({ status: "succeeded", generation });
    expect(stage.lanekeeper.ofKind("rotation.cut_over", PROD)).toEqual([]);
  });
});

describe("retire_old", () => {
  test("an old key that the provider still accepts is not called retired", async () => {
    await started({ retire: async () => {} });
    await stage.store(PROD, { secret: "key-4", version: "4" });
    const { generation } = await run("prepare");
    await run("adopt", { generation });
    stage.provider.http.requests.length = 0;
    const outcome = run("retire_old");
    await vi.waitFor(async () => expect(await outcome).toMatchObject({ status: "failed", code: "still_accepted" }), {
      timeout: 10_000,
    });
    expect(stage.provider.used()).toEqual(["key-3", "key-3", "key-3"]);
  });
});

describe("delivery", () => {
  test("a command that comes twice is done once and answered twice", async () => {
    let created = 0;
    await started({
      create: async () => {
        created += 1;
        await stage.store(PROD, { secret: "key-4", version: "4" });
      },
    });
    await run("prepare");
    stage.lanekeeper.acks.length = 0;
    expect(await run("prepare")).toMatchObject({ status: "succeeded", generation: { number: 4 } });
    expect(created).toBe(1);
  });

  test("what this version does not know is said, not ignored", async () => {
    await started();
    expect(await run(null, {}, "drill")).toMatchObject({ status: "failed", code: "unsupported" });
  });

  test("a resume inside the refusal window is refused with its reason", async () => {
    await started({ policy: { refusal_s: 60 } });
    await stage.store(PROD, { secret: "key-4", version: "4", expires_at: new Date(Date.now() + 61_000).toISOString() });
    const { generation } = await run("prepare");
    await run("adopt", { generation });
    stage.lanekeeper.want({ lane: PROD, control: "paused" });
    await vi.waitFor(() => expect(status().control).toBe("paused"));
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    stage.lanekeeper.want({ lane: PROD, command: ID });
    await vi.waitFor(() => {
      const ack = stage.lanekeeper.acks.find(({ code }) => code === "preflight_refused");
      expect(ack).toMatchObject({ command: ID, status: "failed", detail: expect.stringContaining("too close to its expiry") });
    });
    expect(status().refusal).toBe("preflight_refused");
  });

  test("the stream is found again after a reset and after a cut, and a pause holds meanwhile", async () => {
    await started();
    stage.lanekeeper.want({ lane: PROD, control: "paused" });
    await vi.waitFor(() => expect(status().control).toBe("paused"));
    for (const interrupt of [
      () => stage.lanekeeper.send("reset", {}),
      () => stage.lanekeeper.streams.map((stream) => stream.destroy()),
    ]) {
      interrupt();
      await vi.waitFor(() => expect(stage.keeper.status().connected).toBe(false));
      expect(status().refusal).toBe("lane_paused");
      await vi.waitFor(() => expect(stage.keeper.status().connected).toBe(true), { timeout: 5_000 });
    }
    stage.lanekeeper.want({ lane: PROD });
    await vi.waitFor(() => expect(status().control).toBe("active"));
  });

  test("a message that is not understood is left out, and the next one heard", async () => {
    await started();
    stage.lanekeeper.send("desired", { lanes: "nonsense" });
    stage.lanekeeper.send("surprise", {});
    expect(await run("prepare")).toMatchObject({ code: "no_new_version" });
  });
});

describe("a replica that was away while the others adopted", () => {
  const served = (number: number, fingerprint: string) =>
    stage.lanekeeper.want({ lane: PROD, generation: { number, fingerprint } });
  const fingerprintInStore = () =>
    vi.waitFor(() => {
      const store = status().store;
      if (store?.version !== "4" || store.fingerprint === null) throw new Error("the store still shows the old one");
      return store.fingerprint;
    });

  test("serves what the lane serves as soon as it hears of it", async () => {
    await started();
    await stage.store(PROD, { secret: "key-4", version: "4" });
    const fingerprint = await fingerprintInStore();
    expect(status().generation).toBe(3);
    served(4, fingerprint);
    await vi.waitFor(() => expect(status().generation).toBe(4));
    await vi.waitFor(() => expect(stage.lanekeeper.ofKind("rotation.cut_over", PROD)[0]?.data).toMatchObject({ generation: 4 }));
    expect(stage.lanekeeper.ofKind("rotation.cut_over", PROD)[0]?.data).not.toHaveProperty("command_id");
  });

  test("waits for its own store, and follows when that shows it", async () => {
    await started();
    await stage.store(PROD, { secret: "key-4", version: "4" });
    const fingerprint = await fingerprintInStore();
    await stage.store(PROD, { secret: "key-3", version: "3" });
    await waiting("3");
    served(4, fingerprint);
    await stage.store(PROD, { secret: "key-4", version: "4" });
    await vi.waitFor(() => expect(status().generation).toBe(4));
  });

  test("stays where it is while the lane is paused, and follows on resume", async () => {
    await started();
    await stage.store(PROD, { secret: "key-4", version: "4" });
    const fingerprint = await fingerprintInStore();
    stage.lanekeeper.want({ lane: PROD, control: "paused", command: ID, generation: { number: 4, fingerprint } });
    await vi.waitFor(() => expect(stage.lanekeeper.acks.some(({ status: said }) => said === "succeeded")).toBe(true));
    expect(status()).toMatchObject({ control: "paused", generation: 3 });
    stage.lanekeeper.want({ lane: PROD, control: "active", generation: { number: 4, fingerprint } });
    await vi.waitFor(() => expect(status()).toMatchObject({ control: "active", generation: 4 }));
  });

  test("does not take another credential for it that goes by the same number", async () => {
    await started();
    served(3, "0123456789abcdef");
    served(4, "0123456789abcdef");
    await stage.store(PROD, { secret: "key-4", version: "4" });
    await waiting("4");
    expect(status().generation).toBe(3);
  });
});

describe("the lease of preparing", () => {
  test("is echoed with every word, and nothing is made once it has gone to another replica", async () => {
    const made = vi.fn(async () => {});
    await started({ create: made });
    const refused = await run("prepare", { fence: 2, lease_until: new Date(Date.now() - 1_000).toISOString() });
    expect(refused).toMatchObject({ status: "failed", code: "lease_over", fence: 2 });
    expect(stage.lanekeeper.acks[0]).toMatchObject({ status: "acknowledged", fence: 2 });
    expect(made).not.toHaveBeenCalled();
  });
});

test("an old credential that another replica has tried already is not tried again", async () => {
  await started({ retire: async () => {} });
  await stage.store(PROD, { secret: "key-4", version: "4" });
  await waiting("4");
  const { generation } = await run("prepare");
  await run("adopt", { generation });
  stage.provider.http.requests.length = 0;
  expect(await run("retire_old", { probe_old: false })).toMatchObject({ status: "succeeded", generation: { number: 3 } });
  expect(stage.provider.used()).toEqual([]);
});
