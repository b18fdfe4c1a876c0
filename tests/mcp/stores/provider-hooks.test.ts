import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type CredentialContext,
  fileStore,
  type LaneOptions,
  oauthIntrospection,
  oauthRevocation,
  type Store,
  withProviderHooks,
} from "#lib/mcp/index.ts";
import { type HttpPeer, type PeerAnswer, startHttpPeer } from "#tests/support/http-peer.ts";

let peer: HttpPeer;
let answer: PeerAnswer;
beforeEach(async () => {
  answer = { status: 200, body: { ok: true } };
  peer = await startHttpPeer(() => answer);
});
afterEach(() => peer.close());

const grant: Store = { type: "oauth_refresh", reference: "kv/grant", read: async () => null, refresh: async () => failed };
const failed = { ok: false, permanent: false, reason: "unused" } as const;
const lane = (provider: string, extra: Partial<LaneOptions> = {}): LaneOptions => ({
  name: "a",
  provider,
  store: fileStore({ path: "/nowhere" }),
  routes: [],
  baseUrl: peer.url,
  ...extra,
});

/** What a hook gets of a credential; everything it asks goes to the peer. */
function contextOf(credential: string, stored = credential): CredentialContext {
  const bareFetch: typeof fetch = (input, init) => {
    const { pathname, search } = new URL(String(input));
    return fetch(`${peer.url}${pathname}${search}`, init);
  };
  const authorized: typeof fetch = (input, init) =>
    bareFetch(input, { ...init, headers: { ...init?.headers, authorization: credential } });
  return { credential, stored, fetch: authorized, bareFetch };
}

async function asked(work: Promise<unknown> | undefined) {
  const outcome = await Promise.resolve(work).then(
    (value) => value ?? "done",
    (error: Error) => error.message,
  );
  const requests = peer.requests.map(({ method, path, headers, body }) => ({
    line: `${method} ${path}`,
    authorization: headers.authorization,
    body,
  }));
  return { outcome, requests };
}

describe("probes ask what costs least", () => {
  test.each([
    ["github", "GET /rate_limit", "token"],
    ["GitHub", "GET /rate_limit", "token"],
    ["hubspot", "GET /account-info/v3/details", "token"],
    ["slack", "POST /api/auth.test", "token"],
    ["stripe", "GET /v1/balance", "token"],
    ["google", "POST /tokeninfo", "Bearer token"],
  ])("%s: %s", async (provider, line, authorization) => {
    const { requests } = await asked(withProviderHooks(lane(provider)).probe?.(contextOf("token")));
    expect(requests).toEqual([{ line, authorization, body: "" }]);
  });

  test("a GitHub Enterprise Server keeps its API under a path", async () => {
    const own = lane("github", { baseUrl: "https://github.example.com/api/v3" });
    const { requests } = await asked(withProviderHooks(own).probe?.(contextOf("token")));
    expect(requests[0]?.line).toBe("GET /api/v3/rate_limit");
  });

  test("a restricted Stripe key that may not read the balance works all the same; a disconnected one does not", async () => {
    const probe = withProviderHooks(lane("stripe")).probe;
    answer = { status: 403, body: { error: { type: "invalid_request_error", message: "lacks 'rak_balance_read'" } } };
    expect((await asked(probe?.(contextOf("rk_live")))).outcome).toEqual({ ok: true });
    answer = { status: 403, body: { error: { code: "account_invalid" } } };
    expect((await asked(probe?.(contextOf("rk_live")))).outcome).toBeInstanceOf(Response);
  });

  test("Google says only that it does not know a token", async () => {
    answer = { status: 400, body: { error: "invalid_token" } };
    const { outcome } = await asked(withProviderHooks(lane("google")).probe?.(contextOf("token")));
    expect(outcome).toMatchObject({ ok: false, outcome: "auth_unclassified" });
  });
});

describe("what is retired", () => {
  const retire = (own: LaneOptions, context: CredentialContext) => asked(withProviderHooks(own).retire?.(context));

  test.each(["ghp_1", "github_pat_1", "gho_1"])("%s is revoked by nobody who is signed in", async (token) => {
    answer = { status: 202 };
    const { outcome, requests } = await retire(lane("github"), contextOf(token));
    expect(outcome).toBe("done");
    const body = JSON.stringify({ credentials: [token] });
    expect(requests).toEqual([{ line: "POST /credentials/revoke", authorization: undefined, body }]);
  });

  test("a GitHub grant is revoked with the token that was drawn from it", async () => {
    answer = { status: 202 };
    const { requests } = await retire(lane("github", { store: grant }), contextOf("ghu_1", "ghr_1"));
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({ credentials: ["ghr_1", "ghu_1"] });
  });

  test("an installation token ends itself", async () => {
    answer = { status: 204 };
    const { outcome, requests } = await retire(lane("github"), contextOf("ghs_1"));
    expect(outcome).toBe("done");
    expect(requests).toEqual([{ line: "DELETE /installation/token", authorization: "ghs_1", body: "" }]);
  });

  test("a token of an unknown kind is left to a human", async () => {
    const { outcome, requests } = await retire(lane("github"), contextOf("0123456789abcdef"));
    expect([outcome, requests]).toEqual([expect.stringContaining("only a human"), []]);
  });

  test("a refusal is a failure", async () => {
    answer = { status: 422 };
    expect((await retire(lane("github"), contextOf("ghp_1"))).outcome).toBe("the provider answered 422");
    answer = { status: 200, body: { ok: false, error: "missing_scope" } };
    expect((await retire(lane("slack"), contextOf("xoxb"))).outcome).toBe("Slack answered missing_scope");
  });

  test("a Slack token that is gone already is retired", async () => {
    answer = { status: 200, body: { ok: false, error: "token_revoked" } };
    const { outcome, requests } = await retire(lane("slack"), contextOf("xoxb"));
    expect([outcome, requests[0]?.line]).toEqual(["done", "POST /api/auth.revoke"]);
  });

  test("a Google grant is revoked by its refresh token, in the body", async () => {
    const { outcome, requests } = await retire(lane("google", { store: grant }), contextOf("ya29.a", "1//r"));
    expect(outcome).toBe("done");
    expect(requests).toEqual([{ line: "POST /revoke", authorization: undefined, body: "token=1%2F%2Fr" }]);
  });

  test.each([
    ["stripe", {}],
    ["hubspot", {}],
    ["slack", { store: grant }],
    ["github", { store: { ...grant, type: "github_app" } }],
  ])("%s: what only a human can end has no hook", (provider, extra) => {
    expect(withProviderHooks(lane(provider, extra)).retire).toBeUndefined();
  });
});

test("a lane's own hooks stay, and an unknown provider is said to be one", () => {
  const own = { probe: async () => ({ ok: true }), retire: async () => {} };
  expect(withProviderHooks(lane("github", own))).toMatchObject(own);
  expect(() => withProviderHooks(lane("acme"))).toThrow(/No hooks are known for "acme", only for github, google/);
});

describe("OAuth endpoints of any provider", () => {
  const endpoint = { clientId: "app", clientSecret: "hush" };

  test("introspection passes an active token and doubts an inactive one", async () => {
    const probe = oauthIntrospection({ ...endpoint, url: `${peer.url}/introspect` });
    answer = { status: 200, body: { active: true, scope: "a" } };
    const { outcome, requests } = await asked(probe(contextOf("at", "rt")));
    expect(outcome).toEqual({ ok: true });
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toEqual({
      token: "at",
      token_type_hint: "access_token",
      client_id: "app",
      client_secret: "hush",
    });
    answer = { status: 200, body: { active: false } };
    expect((await asked(probe(contextOf("at")))).outcome).toMatchObject({ ok: false, outcome: "auth_unclassified" });
    answer = { status: 401, body: {} };
    expect((await asked(probe(contextOf("at")))).outcome).toBe("the introspection endpoint answered 401");
  });

  test("revocation ends the grant", async () => {
    const retire = oauthRevocation({ ...endpoint, url: `${peer.url}/revoke`, authentication: "client_secret_basic" });
    const { outcome, requests } = await asked(retire(contextOf("at", "rt")));
    expect(outcome).toBe("done");
    expect(requests).toEqual([
      { line: "POST /revoke", authorization: `Basic ${btoa("app:hush")}`, body: "token=rt&token_type_hint=refresh_token" },
    ]);
    answer = { status: 503 };
    expect((await asked(retire(contextOf("at", "rt")))).outcome).toBe("the provider answered 503");
  });
});
