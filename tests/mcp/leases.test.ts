import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type LaneOptions, oauthRefreshStore } from "#lib/mcp/index.ts";
import { type HttpPeer, type PeerAnswer, startHttpPeer } from "#tests/support/http-peer.ts";
import { OK, UNAUTHORIZED } from "./support/provider-peer.ts";
import { call, DONE, PROD, refusalOf, type Stage, setStage, textOf } from "./support/stage.ts";

let stage: Stage;
let tokens: HttpPeer;
/** What the token endpoint answers; every token it grants is good at the provider. */
let grant: (refreshToken: string) => PeerAnswer;
let granted: number;
let lifeS: number;
/** How far the keeper's clock is ahead: what was just issued is too new to be judged. */
let aheadMs: number;

afterEach(async () => {
  await stage?.close();
  await tokens?.close();
});

const lease = (): PeerAnswer => {
  granted += 1;
  stage.provider.answers.set(`at-${granted}`, OK);
  return { status: 200, body: { access_token: `at-${granted}`, expires_in: lifeS } };
};
const dead: PeerAnswer = { status: 400, body: { error: "invalid_grant" } };

async function started(options: { lifeS?: number; lane?: Partial<LaneOptions> } = {}) {
  granted = 0;
  aheadMs = 0;
  lifeS = options.lifeS ?? 1_800;
  grant = lease;
  tokens = await startHttpPeer(({ body }) => grant(new URLSearchParams(body).get("refresh_token") ?? ""));
  let path = "";
  const store = () =>
    oauthRefreshStore({ tokenUrl: `${tokens.url}/token`, clientId: "app", clientSecret: "hush", path, pollMs: 200 });
  stage = await setStage();
  path = join(stage.folder, "grant");
  const first = stage;
  stage = await setStage(
    { kind: "oauth_refresh", store: store(), probe: undefined, ...options.lane },
    { now: () => new Date(Date.now() + aheadMs) },
  );
  const { close } = stage;
  stage.close = async () => {
    await close();
    await first.close();
  };
  const put = (refreshToken: string) => first.store("grant", { refresh_token: refreshToken });
  await put("rt-1");
  await stage.keeper.start();
  return { client: await stage.client(), put };
}
const told = (kind: Parameters<Stage["lanekeeper"]["ofKind"]>[0]) => stage.lanekeeper.ofKind(kind, PROD).map(({ data }) => data);

test("calls carry a lease of the grant, which is drawn anew before it ends", async () => {
  const { client } = await started({ lifeS: 2 });
  await vi.waitFor(() => expect(granted).toBeGreaterThanOrEqual(2), { timeout: 4_000 });
  lifeS = 1_800;
  await vi.waitFor(async () => expect(textOf(await call(client, "issues_list"))).toBe(DONE), { timeout: 4_000 });
  await stage.keeper.stop();
  const [loaded] = told("credential.loaded");
  const [refreshed] = told("credential.refreshed") as { lease: { fingerprint: string } }[];
  expect(loaded).toMatchObject({
    generation: 1,
    expires_at: null,
    lease: { fingerprint: refreshed?.lease.fingerprint },
  });
  expect(refreshed).toMatchObject({ generation: 1, fingerprint: loaded?.fingerprint });
});

test("a lease still valid serves to its end while refreshes fail", async () => {
  const { client } = await started({ lifeS: 6 });
  grant = () => ({ status: 503 });
  await vi.waitFor(() => expect(told("credential.refresh_failed").length).toBeGreaterThanOrEqual(1), { timeout: 8_000 });
  expect(told("credential.refresh_failed")[0]).toMatchObject({
    attempt: 1,
    permanent: false,
    next_attempt_at: expect.any(String),
  });
  expect(textOf(await call(client, "issues_list"))).toBe(DONE);
  aheadMs += 6_000;
  const refusal = refusalOf(await call(client, "issues_list"));
  expect(refusal).toMatchObject({ code: "refresh_failed", retry: "at", retry_at: expect.any(String) });
});

describe("a lease that the provider refuses before its end", () => {
  test("is drawn anew: a read is answered, a write is refused and not repeated", async () => {
    const { client } = await started();
    await call(client, "issues_list");
    stage.provider.answers.set("at-1", UNAUTHORIZED);
    stage.provider.http.requests.length = 0;
    aheadMs += 10_000;
    expect(textOf(await call(client, "issues_list"))).toBe(DONE);
    expect(stage.provider.used()).toEqual(["at-1", "at-2"]);
    stage.provider.answers.set("at-2", UNAUTHORIZED);
    aheadMs += 10_000;
    expect(refusalOf(await call(client, "issues_create", { title: "x" }))).toMatchObject({
      code: "credential_revoked",
      performed: false,
    });
    expect(textOf(await call(client, "issues_create", { title: "x" }))).toBe(DONE);
    await stage.keeper.stop();
    expect(told("auth.failed").every((data) => data.lease !== undefined)).toBe(true);
    expect(told("credential.revoked")).toEqual([]);
  });

  test("and whose grant is dead too, is a revocation", async () => {
    const { client } = await started();
    await call(client, "issues_list");
    stage.provider.answers.set("at-1", UNAUTHORIZED);
    grant = () => dead;
    aheadMs += 10_000;
    expect(refusalOf(await call(client, "issues_list")).code).toBe("credential_revoked");
    const asked = tokens.requests.length;
    expect(refusalOf(await call(client, "issues_list")).code).toBe("credential_revoked");
    expect(tokens.requests).toHaveLength(asked);
    await stage.keeper.stop();
    expect(told("credential.refresh_failed")[0]).toMatchObject({ permanent: true, evidence: { provider_code: "invalid_grant" } });
    expect(told("credential.revoked")).toHaveLength(1);
  });
});

describe("a dead grant", () => {
  test("refuses once its last lease has ended, and a new one in the store opens the lane by itself", async () => {
    const { client, put } = await started({ lifeS: 1 });
    grant = (token) => (token === "rt-1" ? dead : lease());
    lifeS = 1_800;
    await vi.waitFor(() => expect(told("credential.refresh_failed")[0]).toMatchObject({ permanent: true }), { timeout: 4_000 });
    aheadMs += 1_000;
    expect(refusalOf(await call(client, "issues_list"))).toMatchObject({ code: "refresh_failed", retry: "after_refresh" });
    const asked = tokens.requests.length;
    await call(client, "issues_list");
    expect(tokens.requests).toHaveLength(asked);
    await put("rt-2");
    await vi.waitFor(async () => expect(textOf(await call(client, "issues_list"))).toBe(DONE), { timeout: 4_000 });
    expect(stage.keeper.lane(PROD).status().generation).toBe(2);
  });
});
