import { afterEach, describe, expect, test, vi } from "vitest";
import type { StreamCommand } from "#lib/contract/control.ts";
import type { LaneOptions } from "#lib/mcp/index.ts";
import { OK, UNAUTHORIZED } from "./support/provider-peer.ts";
import { call, DONE, PROD, refusalOf, type Stage, setStage, textOf } from "./support/stage.ts";

let stage: Stage;
afterEach(() => stage?.close());

/** The machine may be busy with other tests. */
const until = <T>(holds: () => T | Promise<T>): Promise<T> => vi.waitFor(holds, { timeout: 8_000 });

const ID = "0f0e0d0c-0000-4000-8000-000000000002";

async function started(lane: Partial<LaneOptions> = {}) {
  stage = await setStage(lane);
  // Old enough that a refusal means something, and without an end that could explain it.
  await stage.store(PROD, {
    secret: "key-3",
    version: "3",
    expires_at: "never",
    issued_at: new Date(Date.now() - 60_000).toISOString(),
  });
  await stage.keeper.start();
  return stage.client();
}
const status = () => stage.keeper.lane(PROD).status();
const served = () => ({ number: status().generation ?? 0, fingerprint: status().fingerprint ?? "" });

/** Has the replica asked, about what it serves unless told otherwise, and waits for its answer. */
async function ask(generation: StreamCommand["args"]["generation"] = served(), id = ID) {
  stage.lanekeeper.command({ id, lane: PROD, kind: "probe", phase: null, args: { generation }, expires_at: null });
  return until(() => {
    const ack = stage.lanekeeper.acks.find((seen) => seen.command === id && seen.status !== "acknowledged");
    if (!ack) throw new Error("no answer yet");
    return ack;
  });
}
const told = (kind: "credential.verified" | "credential.revoked" | "credential.loaded") => stage.lanekeeper.ofKind(kind, PROD);

describe("a replica asked to probe", () => {
  test("says that the credential works, and calls go on", async () => {
    const client = await started();
    const verifiedBefore = told("credential.verified").length;
    expect(await ask()).toMatchObject({ status: "succeeded", phase: null, generation: { number: 3 } });
    await until(() => expect(told("credential.verified").length).toBeGreaterThan(verifiedBefore));
    expect(textOf(await call(client, "issues_list"))).toBe(DONE);
  });

  test("says that it is dead, tells of it itself, and calls the provider with it no more", async () => {
    const client = await started();
    await call(client, "issues_list");
    stage.provider.answers.set("key-3", UNAUTHORIZED);
    expect(await ask()).toMatchObject({ status: "failed", code: "credential_revoked" });
    await until(() => expect(told("credential.revoked")).toHaveLength(1));
    const used = stage.provider.used().length;
    expect(refusalOf(await call(client, "issues_list"))).toMatchObject({ code: "credential_revoked", performed: false });
    expect(stage.provider.used()).toHaveLength(used);
  });

  test("finds a newer key in its store first, serves that, and accuses nobody", async () => {
    const client = await started();
    await call(client, "issues_list");
    stage.provider.answers.set("key-3", UNAUTHORIZED);
    await stage.store(PROD, { secret: "key-4", version: "4" });
    expect(await ask()).toMatchObject({ status: "failed", code: "rotated_outside" });
    expect(status().generation).toBe(4);
    expect(textOf(await call(client, "issues_list"))).toBe(DONE);
    expect(told("credential.revoked")).toEqual([]);
    await until(() => expect(told("credential.loaded").at(-1)?.data).toMatchObject({ generation: 4, reason: "rotated_outside" }));
  });

  test("cannot tell of a generation that it does not serve", async () => {
    await started();
    expect(await ask({ number: 9, fingerprint: "9999999999999999" })).toMatchObject({ status: "failed", code: "not_serving" });
  });

  test("cannot tell while the provider answers of something else", async () => {
    const client = await started();
    await call(client, "issues_list");
    stage.provider.answers.set("key-3", { status: 503, body: {} });
    expect(await ask()).toMatchObject({ status: "failed", code: "inconclusive" });
    expect(status().refusal).toBeNull();
  });

  test("asks its provider in the way it knows where the lane brings no probe", async () => {
    await started({ probe: undefined });
    expect(await ask()).toMatchObject({ status: "succeeded" });
    expect(stage.provider.http.requests.at(-1)?.path).toBe("/rate_limit");
  });

  test("says that it cannot where neither is known", async () => {
    await started({ probe: undefined, provider: "acme" });
    expect(await ask()).toMatchObject({ status: "failed", code: "no_probe" });
    expect(stage.provider.used()).not.toContain("key-3");
  });
});

describe("a latch", () => {
  test("holds at once for calls that come while the store is read once more", async () => {
    let release = () => {};
    const client = await started();
    await call(client, "issues_list");
    stage.provider.answers.set("key-3", UNAUTHORIZED);
    stage.provider.answers.set("key-4", () => new Promise((resolve) => (release = () => resolve(UNAUTHORIZED))));
    await stage.store(PROD, { secret: "key-4", version: "4" });
    const first = call(client, "issues_list");
    await until(() => expect(stage.provider.used()).toContain("key-4"));
    const used = stage.provider.used().filter((token) => token === "key-3").length;
    expect(refusalOf(await call(client, "issues_create", { title: "x" })).code).toBe("credential_revoked");
    expect(stage.provider.used().filter((token) => token === "key-3")).toHaveLength(used);
    release();
    expect(refusalOf(await first).code).toBe("credential_revoked");
    await until(() => expect(told("credential.revoked")).toHaveLength(1));
  });

  test("stays though an operator's probe passes, and ends when the verdict is overruled", async () => {
    const client = await started();
    await call(client, "issues_list");
    stage.provider.answers.set("key-3", UNAUTHORIZED);
    await call(client, "issues_list");
    await until(() => expect(told("credential.revoked")).toHaveLength(1));
    stage.provider.answers.set("key-3", OK);
    expect(await ask()).toMatchObject({ status: "succeeded" });
    expect(refusalOf(await call(client, "issues_list")).code).toBe("credential_revoked");

    stage.lanekeeper.want({ lane: PROD, overruled: ["another-event"] });
    stage.lanekeeper.want({ lane: PROD, overruled: [told("credential.revoked")[0]?.event.id ?? ""] });
    await until(async () => expect(textOf(await call(client, "issues_list"))).toBe(DONE));
  });

  test("of an overruled verdict returns where the provider still refuses", async () => {
    const client = await started();
    await call(client, "issues_list");
    stage.provider.answers.set("key-3", UNAUTHORIZED);
    await call(client, "issues_list");
    await until(() => expect(told("credential.revoked")).toHaveLength(1));
    stage.lanekeeper.want({ lane: PROD, overruled: [told("credential.revoked")[0]?.event.id ?? ""] });
    await until(() => expect(stage.lanekeeper.ofKind("credential.preflight_refused", PROD)).toHaveLength(1));
    expect(refusalOf(await call(client, "issues_list")).code).toBe("credential_revoked");
  });
});

describe("a contained lane", () => {
  test("answers with the cause while the dead generation is all it has, and as paused once a new one waits", async () => {
    const client = await started();
    await call(client, "issues_list");
    stage.provider.answers.set("key-3", UNAUTHORIZED);
    await call(client, "issues_list");
    stage.lanekeeper.want({ lane: PROD, control: "contained", reason: "revoked", reference: "event-1" });
    await until(() => expect(status().control).toBe("contained"));
    expect(refusalOf(await call(client, "issues_list"))).toMatchObject({ code: "credential_revoked", retry: "after_resume" });
    await stage.store(PROD, { secret: "key-4", version: "4" });
    await until(() => expect(status().store?.version).toBe("4"));
    await until(async () => expect(refusalOf(await call(client, "issues_list")).code).toBe("lane_paused"));
    expect(stage.provider.used().filter((token) => token === "key-4").length).toBeLessThanOrEqual(1);
  });
});
