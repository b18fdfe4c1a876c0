import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { EventKind } from "#lib/domain/vocabulary.ts";
import type { Store } from "#lib/mcp/index.ts";
import { OK, UNAUTHORIZED } from "./support/provider-peer.ts";
import { call, DONE, NEIGHBOUR, PROD, refusalOf, type Stage, setStage, textOf } from "./support/stage.ts";

let stage: Stage;
afterEach(() => stage?.close());

const iso = (inMs: number) => new Date(Date.now() + inMs).toISOString();
const kinds = (lane: string) => stage.lanekeeper.events.filter((seen) => seen.lane === lane).map(({ kind }) => kind);
const reported = (kind: EventKind, lane = PROD) =>
  vi.waitFor(
    () => {
      const [seen] = stage.lanekeeper.ofKind(kind, lane);
      if (!seen) throw new Error(`${kind} was not reported: ${kinds(lane).join(", ")}`);
      return seen;
    },
    { timeout: 3_000 },
  );
const serves = (generation: number | null) =>
  vi.waitFor(() => expect(stage.keeper.lane(PROD).status().generation).toBe(generation), { timeout: 3_000 });

describe("a start", () => {
  test("declares, preflights, loads and tells what the store holds", async () => {
    stage = await setStage({ owner: "platform-team", retire: async () => {} });
    await stage.store(PROD, {
      secret: "key-3",
      version: "3",
      expires_at: iso(3_600_000),
      issued_at: iso(-1_000),
      scopes: ["issues:write"],
    });
    await stage.keeper.start();
    await vi.waitFor(() => expect(stage.lanekeeper.ofKind("server.heartbeat")).toHaveLength(1));
    expect(stage.lanekeeper.events[0]).toMatchObject({
      kind: "server.started",
      data: { heartbeat_s: 30, pid: process.pid, durable: true },
    });
    expect(kinds(PROD)).toEqual(["lane.declared", "credential.preflight_passed", "credential.verified", "credential.loaded"]);
    expect(stage.lanekeeper.ofKind("lane.declared", PROD)[0]?.data).toMatchObject({
      provider: "github",
      owner: "platform-team",
      capabilities: ["retire", "probe"],
    });
    const loaded = stage.lanekeeper.ofKind("credential.loaded", PROD)[0]?.data;
    expect(loaded).toMatchObject({ generation: 3, scopes: ["issues:write"], store: { type: "file", version: "3" } });
    const [heartbeat] = stage.lanekeeper.ofKind("server.heartbeat");
    expect(heartbeat?.data.lanes).toContainEqual({
      lane: PROD,
      generation: 3,
      fingerprint: loaded?.fingerprint,
      store: { version: "3", fingerprint: loaded?.fingerprint },
    });
  });

  test("numbers events from one up, with times and ids that never repeat", async () => {
    stage = await setStage();
    await stage.keeper.start();
    await stage.keeper.stop();
    const { events } = stage.lanekeeper;
    expect(events.map(({ event }) => event.sequence)).toEqual(events.map((_, index) => String(index + 1)));
    expect(new Set(events.map(({ event }) => event.id)).size).toBe(events.length);
    expect(events.map(({ event }) => event.id)).toEqual(events.map(({ event }) => event.id).toSorted());
    expect(events.at(-1)?.kind).toBe("server.stopped");
  });

  test("tells nobody the secret", async () => {
    stage = await setStage();
    await stage.keeper.start();
    await stage.keeper.stop();
    const sent = stage.lanekeeper.http.requests.map(({ body }) => body).join();
    expect(sent).toContain("credential.loaded");
    expect(sent).not.toContain("key-3");
  });

  test.each([
    ["is empty", null, "store_unreachable"],
    [
      "holds a key that is too close to its end",
      { secret: "key-3", issued_at: iso(-95_000), expires_at: iso(5_000) },
      "preflight_refused",
    ],
    ["holds a key that has ended", { secret: "key-3", issued_at: iso(-95_000), expires_at: iso(-5_000) }, "credential_expired"],
    ["holds a key that the provider refuses", { secret: "other", expires_at: "never" }, "auth_unclassified"],
  ] as const)("refuses a lane whose store %s, and only that one", async (_name, content, code) => {
    stage = await setStage();
    if (content) await stage.store(PROD, content);
    else await rm(join(stage.folder, PROD));
    await stage.keeper.start();
    const client = await stage.client();
    expect(refusalOf(await call(client, "issues_list")).code).toBe(code);
    expect(textOf(await call(client, "runs_list"))).toBe(DONE);
    const refused = await reported("credential.preflight_refused");
    expect(refused.data.outcome).toBe(code);
    expect(refusalOf(await call(client, "issues_list")).reference).toBe(refused.event.id);

    await stage.store(PROD, { secret: "key-4", version: "4" });
    await serves(4);
    expect(textOf(await call(client, "issues_list"))).toBe(DONE);
  });

  test("numbers a store without versions on from what Lanekeeper knows", async () => {
    stage = await setStage();
    await stage.store(PROD, { secret: "key-4" });
    stage.lanekeeper.want({ lane: PROD, generation: { number: 6, fingerprint: "0123456789abcdef" } });
    await stage.keeper.start();
    await serves(7);
  });
});

describe("a revocation", () => {
  const revoke = () => stage.provider.answers.set("key-3", UNAUTHORIZED);
  async function revoked() {
    stage = await setStage();
    await stage.store(PROD, { secret: "key-3", version: "3", expires_at: "never", issued_at: iso(-60_000) });
    await stage.keeper.start();
    const client = await stage.client();
    await call(client, "issues_list");
    revoke();
    return client;
  }

  test("is a typed refusal, is told once, and ends all use of the credential", async () => {
    const client = await revoked();
    const first = refusalOf(await call(client, "issues_create", { title: "x" }));
    expect(first).toMatchObject({ code: "credential_revoked", certainty: "inferred", performed: false, retry: "after_refresh" });
    const told = await reported("credential.revoked");
    expect(told.data).toMatchObject({
      generation: 3,
      certainty: "inferred",
      evidence: { status: 401, provider_code: "Bad credentials" },
    });
    expect(first.reference).toBe(told.event.id);
    const asked = stage.provider.http.requests.length;
    for (let time = 0; time < 3; time += 1) expect(refusalOf(await call(client, "issues_list")).code).toBe("credential_revoked");
    expect(stage.provider.http.requests).toHaveLength(asked);
    expect(stage.lanekeeper.ofKind("credential.revoked", PROD)).toHaveLength(1);
    expect(textOf(await call(client, "runs_list"))).toBe(DONE);
  });

  test("of many calls at a time is one verdict", async () => {
    const client = await revoked();
    const results = await Promise.all(Array.from({ length: 5 }, () => call(client, "issues_list")));
    expect(results.map((result) => refusalOf(result).code)).toEqual(Array(5).fill("credential_revoked"));
    await stage.keeper.stop();
    expect(stage.lanekeeper.ofKind("credential.revoked", PROD)).toHaveLength(1);
  });

  test("outlives the process, as long as the store holds the same key", async () => {
    await call(await revoked(), "issues_list");
    await stage.keeper.stop();
    const asked = stage.provider.http.requests.filter(({ headers }) => headers.authorization === "Bearer key-3").length;
    const client = await stage.client(await stage.restart());
    expect(refusalOf(await call(client, "issues_list")).code).toBe("credential_revoked");
    expect(stage.provider.http.requests.filter(({ headers }) => headers.authorization === "Bearer key-3")).toHaveLength(asked);
  });

  test("is none where the store already holds another key that works", async () => {
    const versions = [{ secret: "key-3", version: "3", expiresAt: "never" as const, issuedAt: new Date(Date.now() - 60_000) }];
    const store: Store = { type: "test", reference: "memory", read: async () => versions.at(-1) ?? null };
    stage = await setStage({ store });
    await stage.keeper.start();
    const client = await stage.client();
    await call(client, "issues_list");
    revoke();
    versions.push({ secret: "key-4", version: "4", expiresAt: "never", issuedAt: new Date() });
    expect(textOf(await call(client, "issues_list"))).toBe(DONE);
    await stage.keeper.stop();
    expect(kinds(PROD)).not.toContain("credential.revoked");
    expect(stage.lanekeeper.ofKind("credential.loaded", PROD).map(({ data }) => data.generation)).toEqual([3, 4]);
  });

  test("never repeats a write with the new key", async () => {
    stage = await setStage({ adopt: "on_command" });
    await stage.store(PROD, { secret: "key-3", version: "3", expires_at: "never", issued_at: iso(-60_000) });
    await stage.keeper.start();
    const client = await stage.client();
    await call(client, "issues_list");
    revoke();
    await stage.store(PROD, { secret: "key-4", version: "4", expires_at: "never" });
    expect(refusalOf(await call(client, "issues_create", { title: "x" }))).toMatchObject({
      code: "credential_revoked",
      performed: false,
    });
    const writes = stage.provider.http.requests.filter(({ method }) => method === "POST");
    expect(writes.map(({ headers }) => headers.authorization)).toEqual(["Bearer key-3"]);
    expect(textOf(await call(client, "issues_create", { title: "x" }))).toBe(DONE);
  });

  test("contained: gives the cause, then lane_paused once a new key waits, and a human's resume opens it", async () => {
    const client = await revoked();
    await call(client, "issues_list");
    stage.lanekeeper.want({ lane: PROD, control: "contained", reason: "revoked", reference: "audit-9" });
    await vi.waitFor(() => expect(stage.keeper.lane(PROD).status().control).toBe("contained"));
    expect(refusalOf(await call(client, "issues_list"))).toMatchObject({
      code: "credential_revoked",
      retry: "after_resume",
      reference: "audit-9",
    });
    await stage.store(PROD, { secret: "key-4", version: "4" });
    await serves(4);
    expect(refusalOf(await call(client, "issues_list")).code).toBe("lane_paused");
    stage.lanekeeper.want({ lane: PROD, command: "0f0e0d0c-0000-4000-8000-000000000001" });
    await vi.waitFor(async () => expect(textOf(await call(client, "issues_list"))).toBe(DONE));
    await vi.waitFor(() => expect(stage.lanekeeper.acks.map(({ status }) => status)).toEqual(["acknowledged", "succeeded"]));
  });

  test("contained for a verdict told before a new key was taken up: the new one waits for a human", async () => {
    const client = await revoked();
    await call(client, "issues_list");
    const told = await reported("credential.revoked");
    await stage.store(PROD, { secret: "key-4", version: "4" });
    await serves(4);
    stage.lanekeeper.want({ lane: PROD, control: "contained", reason: "revoked", reference: told.event.id });
    await vi.waitFor(() => expect(stage.keeper.lane(PROD).status().control).toBe("contained"));
    expect(refusalOf(await call(client, "issues_list")).code).toBe("lane_paused");
  });
});

describe("an expiry", () => {
  test("is refused by the lane's own clock, before the provider is asked", async () => {
    stage = await setStage({ policy: { refusal_s: 0 } });
    await stage.store(PROD, { secret: "key-3", version: "3", issued_at: iso(-60_000), expires_at: iso(5_600) });
    await stage.keeper.start();
    const client = await stage.client();
    expect(textOf(await call(client, "issues_list"))).toBe(DONE);
    await new Promise((resolve) => setTimeout(resolve, 700));
    const asked = stage.provider.http.requests.length;
    expect(refusalOf(await call(client, "issues_list"))).toMatchObject({ code: "credential_expired", retry: "after_refresh" });
    expect(stage.provider.http.requests).toHaveLength(asked);
    await reported("credential.expiring");
  });

  test("is told when it comes, and a newer key in the store takes over", async () => {
    stage = await setStage({ policy: { refusal_s: 0, warning_s: 1 } });
    await stage.store(PROD, { secret: "key-3", version: "3", issued_at: iso(-60_000), expires_at: iso(1_000) });
    await stage.keeper.start();
    const expired = await reported("credential.expired");
    expect(expired.data).toMatchObject({ generation: 3, certainty: "inferred" });
    await stage.store(PROD, { secret: "key-4", version: "4" });
    await serves(4);
  });

  test("refuses a call that may outlast the credential", async () => {
    stage = await setStage({ routes: [{ tool: "slow", side_effect: "read", max_duration_s: 600 }, { tool: "issues_list" }] });
    await stage.store(PROD, { secret: "key-3", version: "3", issued_at: iso(-60_000), expires_at: iso(300_000) });
    await stage.keeper.start();
    const client = await stage.client();
    expect(refusalOf(await call(client, "slow")).code).toBe("credential_expired");
    expect(textOf(await call(client, "issues_list"))).toBe(DONE);
  });
});

describe("a new version in the store", () => {
  test("waits for its operator where the lane is healthy, and the heartbeat says so at once", async () => {
    stage = await setStage();
    await stage.keeper.start();
    await stage.store(PROD, { secret: "key-4", version: "4" });
    await vi.waitFor(() => {
      const lanes = stage.lanekeeper.ofKind("server.heartbeat").at(-1)?.data.lanes as {
        lane: string;
        generation: number;
        store: object;
      }[];
      expect(lanes.find(({ lane }) => lane === PROD)).toMatchObject({ generation: 3, store: { version: "4" } });
    });
    expect(stage.keeper.lane(PROD).status().generation).toBe(3);
  });

  test("is adopted at once where the lane says so, if it works", async () => {
    stage = await setStage({ adopt: "on_change" });
    await stage.keeper.start();
    await stage.store(PROD, { secret: "broken", version: "4" });
    await vi.waitFor(() => expect(stage.provider.used()).toContain("broken"));
    expect(stage.keeper.lane(PROD).status()).toMatchObject({ generation: 3, refusal: null });
    stage.provider.answers.set("key-5", OK);
    await stage.store(PROD, { secret: "key-5", version: "5" });
    await serves(5);
    await stage.keeper.stop();
    expect(kinds(PROD)).not.toContain("credential.preflight_refused");
  });
});

describe("the same key in the store", () => {
  test("written again is no other generation, whatever stood there meanwhile", async () => {
    stage = await setStage();
    await stage.keeper.start();
    for (const [secret, version] of [
      ["key-4", "4"],
      ["key-3", "3"],
    ]) {
      await stage.store(PROD, { secret, version });
      await vi.waitFor(() => expect(stage.keeper.lane(PROD).status().store?.version).toBe(version));
    }
    const { fingerprint, store } = stage.keeper.lane(PROD).status();
    expect(store?.fingerprint).toBe(fingerprint);
    const client = await stage.client();
    await stage.store(PROD, { secret: "key-3", version: "3", issued_at: iso(-60_000), expires_at: "never" });
    await vi.waitFor(() => expect(stage.keeper.lane(PROD).status().expiresAt).toBe("never"));
    stage.provider.answers.set("key-3", UNAUTHORIZED);
    expect(refusalOf(await call(client, "issues_list")).code).toBe("credential_revoked");
    await reported("credential.revoked");
  });

  test("with a corrected end is served on by the corrected clock", async () => {
    stage = await setStage();
    await stage.keeper.start();
    await stage.store(PROD, { secret: "key-3", version: "3", issued_at: iso(-60_000), expires_at: iso(3_600_000) });
    await vi.waitFor(() => expect(stage.keeper.lane(PROD).status().expiresAt).toBeInstanceOf(Date));
    await vi.waitFor(() =>
      expect(stage.lanekeeper.ofKind("credential.loaded", PROD).at(-1)?.data.expires_at).toEqual(expect.any(String)),
    );
  });
});

describe("a human's resume", () => {
  test("lifts a verdict that the probe disproves", async () => {
    stage = await setStage();
    await stage.store(PROD, { secret: "key-3", version: "3", expires_at: "never", issued_at: iso(-60_000) });
    await stage.keeper.start();
    const client = await stage.client();
    await call(client, "issues_list");
    stage.provider.answers.set("key-3", UNAUTHORIZED);
    await call(client, "issues_list");
    stage.lanekeeper.want({ lane: PROD, control: "contained" });
    await vi.waitFor(() => expect(stage.keeper.lane(PROD).status().control).toBe("contained"));
    stage.provider.answers.set("key-3", OK);
    expect(refusalOf(await call(client, "issues_list")).code).toBe("credential_revoked");
    stage.lanekeeper.want({ lane: PROD });
    await vi.waitFor(async () => expect(textOf(await call(client, "issues_list"))).toBe(DONE));
  });
});

describe("without Lanekeeper", () => {
  test("a lane that was paused stays paused over a restart", async () => {
    stage = await setStage();
    await stage.keeper.start();
    stage.lanekeeper.want({ lane: PROD, control: "paused", reason: "incident", reference: "audit-7" });
    await vi.waitFor(() => expect(stage.keeper.lane(PROD).status().control).toBe("paused"));
    await stage.keeper.stop();
    await stage.lanekeeper.close();
    const client = await stage.client(await stage.restart());
    expect(refusalOf(await call(client, "issues_list"))).toMatchObject({ code: "lane_paused", reference: "audit-7" });
    expect(textOf(await call(client, "runs_list"))).toBe(DONE);
  });

  test.each([
    ["serves a lane whose routes destroy nothing", "read", undefined, null],
    ["refuses one that may destroy", "destructive", undefined, "preflight_refused"],
    ["unless the server's author decided otherwise", "destructive", "serve", null],
    ["or, for every lane, the other way", "read", "refuse", "preflight_refused"],
  ] as const)("a first start %s", async (_name, sideEffect, whenUnknown, refusal) => {
    stage = await setStage({ routes: [{ tool: "issues_list", side_effect: sideEffect }] }, { whenUnknown });
    await stage.lanekeeper.close();
    await stage.keeper.start();
    expect(stage.keeper.lane(PROD).status().refusal).toBe(refusal);
    expect(stage.keeper.lane(NEIGHBOUR).status().refusal).toBe(whenUnknown === "refuse" ? "preflight_refused" : null);
  });
});

describe("an end that only the provider knows", () => {
  test("is believed when it is said twice, and told to Lanekeeper", async () => {
    stage = await setStage({ probe: undefined });
    const at = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 3_600_000);
    const header = at.toISOString().replace("T", " ").replace(".000Z", " UTC");
    const headers = { "x-github-request-id": "C0FE:1", "github-authentication-token-expiration": header };
    stage.provider.answers.set("key-3", { status: 200, headers });
    await stage.keeper.start();
    const client = await stage.client();
    await call(client, "issues_list");
    expect(stage.keeper.lane(PROD).status().expiresAt).toBeNull();
    await call(client, "issues_list");
    expect(stage.keeper.lane(PROD).status().expiresAt).toEqual(at);
    await stage.keeper.stop();
    expect(stage.lanekeeper.ofKind("credential.loaded", PROD).map(({ data }) => data)).toMatchObject([
      { expires_at: null, expires_source: "declared" },
      { generation: 3, expires_at: at.toISOString(), expires_source: "provider" },
    ]);
  });
});
