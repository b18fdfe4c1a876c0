import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GitHubSimulator, startGitHub } from "#lib/demo/upstream/github/github.ts";
import type { GitHubKey } from "#lib/demo/upstream/github/key.ts";
import type { HubSpotGrant } from "#lib/demo/upstream/hubspot/grant.ts";
import { type HubSpotSimulator, startHubSpot } from "#lib/demo/upstream/hubspot/hubspot.ts";
import type { StripeKey, StripeLimit, StripePermission } from "#lib/demo/upstream/stripe/key.ts";
import { type StripeSimulator, startStripe } from "#lib/demo/upstream/stripe/stripe.ts";
import { type AuthVerdict, classifyAuthFailure, type Knowledge } from "#lib/mcp/index.ts";

const APP = { clientId: "acme-crm", clientSecret: "not-a-real-secret" };
const HOUR_MS = 3_600_000;
let github: GitHubSimulator;
let hubspot: HubSpotSimulator;
let stripe: StripeSimulator;

beforeAll(async () => {
  github = await startGitHub();
  hubspot = await startHubSpot({ app: APP });
  stripe = await startStripe({ propagationMs: 0 });
});
afterAll(async () => {
  await github.close();
  await hubspot.close();
  await stripe.close();
});

async function classify(
  provider: "github" | "hubspot" | "stripe",
  response: Response,
  knowledge: Partial<Knowledge> = {},
  endpoint: "api" | "token" = "api",
) {
  const body = await response.text();
  return classifyAuthFailure(
    { provider, endpoint, status: response.status, headers: response.headers, body },
    { now: new Date(), succeededBefore: true, ageS: 600, ...knowledge },
  );
}

describe("GitHub", () => {
  const issues = (key: GitHubKey, init: RequestInit = {}): Promise<Response> =>
    fetch(`${github.url}/repos/acme/shop/issues`, { ...init, headers: { Authorization: `Bearer ${key.secret}` } });
  const issueKey = (kind: GitHubKey["kind"], grants: string[], expiresAt: Date | null = null): GitHubKey =>
    github.issueKey({ kind, grants, login: "acme-bot", expiresAt });

  test("a revoked key that worked before its known end is revoked, inferred", async () => {
    const expiresAt = new Date(Date.now() + HOUR_MS);
    const key = issueKey("classic", ["repo"], expiresAt);
    key.revoked = true;
    expect(await classify("github", await issues(key), { expiresAt })).toMatchObject({
      outcome: "credential_revoked",
      certainty: "inferred",
    });
  });

  test("the same answer after the known end is expired, inferred", async () => {
    const expiresAt = new Date(Date.now() - 1_000);
    const verdict = await classify("github", await issues(issueKey("classic", ["repo"], expiresAt)), { expiresAt });
    expect(verdict).toMatchObject({ outcome: "credential_expired", certainty: "inferred" });
  });

  test("the same answer without a history is unclassified", async () => {
    const key = issueKey("classic", ["repo"]);
    key.revoked = true;
    expect(await classify("github", await issues(key), { succeededBefore: false })).toMatchObject({
      outcome: "auth_unclassified",
    });
  });

  test.each([
    ["fine_grained", ["issues=read"], ["issues=write"]],
    ["installation", ["issues=read"], ["issues=write"]],
    ["classic", ["read:user"], ["repo"]],
  ] as const)("a %s key that lacks a grant is told which", async (kind, grants, needed) => {
    const response = await issues(issueKey(kind, [...grants]), {
      method: "POST",
      body: JSON.stringify({ title: "Broken link" }),
    });
    expect(await classify("github", response)).toMatchObject({ outcome: "scope_insufficient", neededScopes: [...needed] });
  });

  test.each(["classic", "fine_grained", "installation"] as const)("the unsafe neighbour is denied to a %s key", async (kind) => {
    const key = issueKey(kind, kind === "classic" ? ["repo"] : ["issues=write"]);
    const response = await fetch(`${github.url}/repos/acme/shop`, {
      method: "DELETE",
      headers: { Authorization: `Bearer ${key.secret}` },
    });
    expect(await classify("github", response)).toMatchObject({ outcome: "scope_insufficient" });
  });

  test.each(["primary", "secondary"] as const)("a %s rate limit says when to come back", async (kind) => {
    const key = issueKey("classic", ["repo"]);
    key.rateLimit = { kind, until: new Date(Date.now() + 30_000) };
    const verdict: AuthVerdict | null = await classify("github", await issues(key));
    expect(verdict?.outcome).toBe("rate_limited");
    expect(verdict?.retryAfterS).toBeGreaterThan(25);
    expect(verdict?.retryAfterS).toBeLessThanOrEqual(31);
  });

  test("a good answer is no failure", async () => {
    expect(await classify("github", await issues(issueKey("classic", ["repo"])))).toBeNull();
  });
});

describe("HubSpot", () => {
  const refresh = (grant: HubSpotGrant): Promise<Response> =>
    fetch(`${hubspot.url}/oauth/2026-03/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        refresh_token: grant.refreshToken,
        client_id: APP.clientId,
        client_secret: APP.clientSecret,
      }),
    });
  const contacts = (grant: HubSpotGrant, init: RequestInit = {}): Promise<Response> =>
    fetch(`${hubspot.url}/crm/v3/objects/contacts`, {
      ...init,
      headers: { Authorization: `Bearer ${grant.accessTokens[0]?.secret}` },
    });

  async function issueGrant(): Promise<HubSpotGrant> {
    const grant = hubspot.issueGrant({
      hubId: 62_515,
      scopes: ["crm.objects.contacts.read", "crm.objects.contacts.write"],
      accessLifetimeMs: 60_000,
    });
    await refresh(grant);
    return grant;
  }

  test("an ended access token is expired, confirmed", async () => {
    const grant = await issueGrant();
    for (const token of grant.accessTokens) token.expiresAt = new Date(Date.now() - 2_000);
    expect(await classify("hubspot", await contacts(grant))).toMatchObject({
      outcome: "credential_expired",
      certainty: "confirmed",
    });
  });

  test("an uninstalled app that worked before is revoked, inferred", async () => {
    const grant = await issueGrant();
    grant.revoked = true;
    expect(await classify("hubspot", await contacts(grant))).toMatchObject({
      outcome: "credential_revoked",
      certainty: "inferred",
    });
  });

  test("a missing scope is named", async () => {
    const grant = await issueGrant();
    grant.scopes = ["crm.objects.contacts.read"];
    const verdict = await classify("hubspot", await contacts(grant, { method: "POST", body: "{}" }));
    expect(verdict).toMatchObject({ outcome: "scope_insufficient", neededScopes: ["crm.objects.contacts.write"] });
    expect(await classify("hubspot", await contacts(grant))).toBeNull();
  });

  test("a rate limit says its policy and when to come back", async () => {
    const grant = await issueGrant();
    grant.rateLimitedUntil = new Date(Date.now() + 30_000);
    const verdict = await classify("hubspot", await contacts(grant));
    expect(verdict).toMatchObject({ outcome: "rate_limited", reason: "burst", retryAfterS: 10 });
  });

  test("a dead grant is a failed refresh, and so is none while the endpoint is away", async () => {
    const grant = await issueGrant();
    grant.failingRefreshes = 1;
    expect(await classify("hubspot", await refresh(grant), {}, "token")).not.toMatchObject({ outcome: "credential_revoked" });
    grant.refreshEnded = true;
    expect(await classify("hubspot", await refresh(grant), {}, "token")).toMatchObject({ outcome: "refresh_failed" });
  });
});

describe("Stripe", () => {
  const issueKey = (permissions: StripePermission[] = ["charge_write"]): StripeKey => stripe.issueKey({ permissions });
  const charges = (key: StripeKey, { url } = stripe): Promise<Response> =>
    fetch(`${url}/v1/charges`, { headers: { Authorization: `Bearer ${key.secret}` } });
  const refund = (key: StripeKey, { url } = stripe): Promise<Response> =>
    fetch(`${url}/v1/refunds`, { method: "POST", headers: { Authorization: `Bearer ${key.secret}` } });

  test("a deleted key that worked before is revoked, inferred; without a history it is unclassified", async () => {
    const key = issueKey();
    key.end = { at: new Date(), by: "deletion" };
    expect(await classify("stripe", await charges(key))).toMatchObject({
      outcome: "credential_revoked",
      certainty: "inferred",
    });
    expect(await classify("stripe", await charges(key), { succeededBefore: false })).toMatchObject({
      outcome: "auth_unclassified",
    });
  });

  test("a key at its end is expired: confirmed only where an operator had entered that end, as a rolled key is answered alike", async () => {
    const expiresAt = new Date(Date.now() - 1_000);
    const ended = stripe.issueKey({ permissions: ["charge_write"], expiresAt });
    const rolled = issueKey();
    stripe.rollKey(rolled, expiresAt);
    expect(await classify("stripe", await charges(ended), { expiresAt })).toMatchObject({
      outcome: "credential_expired",
      certainty: "confirmed",
    });
    for (const key of [ended, rolled])
      expect(await classify("stripe", await charges(key))).toMatchObject({
        outcome: "credential_expired",
        certainty: "inferred",
      });
  });

  test("a key that another address may use is a matter of policy", async () => {
    const key = issueKey();
    key.allowsThisAddress = false;
    expect(await classify("stripe", await charges(key))).toMatchObject({
      outcome: "auth_unclassified",
      reason: "policy_ip_allowlist",
    });
  });

  test.each([
    ["older", "rak_charge_write"],
    ["newer", "charge_write"],
  ] as const)("a missing permission is read from the %s words", async (wording, needed) => {
    const simulator = await startStripe({ wording });
    const verdict = await classify("stripe", await refund(simulator.issueKey({ permissions: ["charge_read"] }), simulator));
    await simulator.close();
    expect(verdict).toMatchObject({ outcome: "scope_insufficient", neededScopes: [needed] });
  });

  test("the unsafe neighbour is denied", async () => {
    const response = await fetch(`${stripe.url}/v1/payouts`, {
      method: "POST",
      headers: { Authorization: `Bearer ${issueKey().secret}` },
    });
    expect(await classify("stripe", response)).toMatchObject({ outcome: "scope_insufficient" });
  });

  test.each(["global-rate", "endpoint-concurrency", "lock_timeout"] satisfies StripeLimit[])(
    "%s is a rate limit, and the credential is fine",
    async (reason) => {
      const key = issueKey();
      key.limit = { reason, until: new Date(Date.now() + 30_000) };
      expect(await classify("stripe", await charges(key))).toMatchObject({ outcome: "rate_limited" });
    },
  );

  test("a connected account that has left is revoked", async () => {
    const response = await fetch(`${stripe.url}/v1/charges`, {
      headers: { Authorization: `Bearer ${issueKey().secret}`, "Stripe-Account": "acct_1Left" },
    });
    expect(await classify("stripe", response)).toMatchObject({ outcome: "credential_revoked" });
  });

  test("a good answer is no failure", async () => {
    expect(await classify("stripe", await charges(issueKey()))).toBeNull();
  });
});
