import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { HubSpotGrant } from "#lib/demo/upstream/hubspot/grant.ts";
import { type HubSpotSimulator, startHubSpot } from "#lib/demo/upstream/hubspot/hubspot.ts";

const START = new Date("2026-11-22T02:00:00.250Z");
const CONTACTS = "/crm/v3/objects/contacts";
const APP = { clientId: "acme-crm", clientSecret: "not-a-real-secret" };
let now = START;
let hubspot: HubSpotSimulator;
let grant: HubSpotGrant;

beforeAll(async () => {
  hubspot = await startHubSpot({ app: APP, now: () => now });
});
afterAll(() => hubspot.close());
beforeEach(() => {
  now = START;
  grant = hubspot.issueGrant({
    hubId: 62515,
    scopes: ["crm.objects.contacts.read", "crm.objects.contacts.write"],
    accessLifetimeMs: 90_000,
  });
});

function post(path: string, fields: Record<string, string>): Promise<Response> {
  return fetch(`${hubspot.url}/oauth/2026-03/${path}`, {
    method: "POST",
    body: new URLSearchParams({ client_id: APP.clientId, client_secret: APP.clientSecret, ...fields }),
  });
}

const refresh = (fields: Record<string, string> = {}): Promise<Response> =>
  post("token", { grant_type: "refresh_token", refresh_token: grant.refreshToken, ...fields });

async function accessToken(): Promise<string> {
  const body: unknown = await (await refresh()).json();
  return typeof body === "object" && body !== null && "access_token" in body ? String(body.access_token) : "";
}

const contacts = (token: string | null, init: RequestInit = {}): Promise<Response> =>
  fetch(`${hubspot.url}${CONTACTS}`, { ...init, headers: token ? { Authorization: `Bearer ${token}` } : {} });

describe("token endpoint", () => {
  test("gives a new access token and the same refresh token", async () => {
    const response = await refresh();
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      access_token: expect.stringMatching(/^C\w{120}$/),
      refresh_token: grant.refreshToken,
      expires_in: 90,
      token_type: "bearer",
      hub_id: 62515,
      scopes: grant.scopes,
    });
  });

  const badRefreshToken = {
    error: "invalid_grant",
    error_description: "refresh token is invalid, expired or revoked",
    status: "BAD_REFRESH_TOKEN",
    message: "refresh token is invalid, expired or revoked",
  };

  test.each([
    ["revoked", { revoked: true }],
    ["ended", { refreshEnded: true }],
  ])("says the same of a %s grant", async (_, change) => {
    Object.assign(grant, change);
    const response = await refresh();
    expect([response.status, await response.json()]).toEqual([400, badRefreshToken]);
  });

  test("says the same of an unknown refresh token", async () => {
    const response = await refresh({ refresh_token: "na1-unknown" });
    expect([response.status, await response.json()]).toEqual([400, badRefreshToken]);
  });

  test("names a wrong app and a wrong grant type", async () => {
    expect(await (await refresh({ client_secret: "wrong" })).json()).toMatchObject({ error: "invalid_client" });
    expect(await (await refresh({ grant_type: "password" })).json()).toMatchObject({ error: "unsupported_grant_type" });
  });

  test("fails as often as it is told to, then works", async () => {
    grant.failingRefreshes = 2;
    expect([(await refresh()).status, (await refresh()).status, (await refresh()).status]).toEqual([503, 503, 200]);
  });
});

describe("introspection", () => {
  test("tells an active access token's scopes and times", async () => {
    const response = await post("token/introspect", { token: await accessToken() });
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        active: true,
        client_id: APP.clientId,
        token_type: "access_token",
        scope: "crm.objects.contacts.read crm.objects.contacts.write",
        hub_id: 62515,
        iat: Math.floor(START.getTime() / 1_000),
        exp: Math.floor(START.getTime() / 1_000) + 90,
      },
    ]);
  });

  test("says only `active:false` of unknown, expired and revoked tokens", async () => {
    const token = await accessToken();
    expect(await (await post("token/introspect", { token: "unknown" })).json()).toEqual({ active: false });
    now = new Date(START.getTime() + 90_000);
    expect(await (await post("token/introspect", { token })).json()).toEqual({ active: false });
    grant.revoked = true;
    expect(await (await post("token/introspect", { token: grant.refreshToken })).json()).toEqual({ active: false });
  });

  test("asks for the app's own credentials", async () => {
    expect((await post("token/introspect", { token: "any", client_id: "other" })).status).toBe(400);
  });
});

describe("contacts", () => {
  test("are created and listed, with the headers of an OAuth call", async () => {
    const token = await accessToken();
    const created = await contacts(token, { method: "POST", body: JSON.stringify({ properties: { email: "ada@example.com" } }) });
    expect([created.status, await created.json()]).toMatchObject([
      201,
      { properties: { email: "ada@example.com" }, archived: false },
    ]);
    const listed = await contacts(token);
    expect(await listed.json()).toMatchObject({ results: [{ properties: { email: "ada@example.com" } }] });
    expect(listed.headers.get("x-hubspot-ratelimit-interval-milliseconds")).toBe("10000");
    expect(listed.headers.get("x-hubspot-ratelimit-max")).toBe("110");
    expect(listed.headers.has("x-hubspot-ratelimit-daily")).toBe(false);
  });

  test("refuse an expired token with the exact time", async () => {
    const token = await accessToken();
    now = new Date(START.getTime() + 93_000);
    const response = await contacts(token);
    expect([response.status, await response.json()]).toEqual([
      401,
      {
        status: "error",
        message: "The OAuth token used to make this call expired 3 second(s) ago.",
        correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        context: { "expire time": ["2026-11-22T02:01:30.250Z"] },
        category: "EXPIRED_AUTHENTICATION",
      },
    ]);
  });

  test("refuse absent and revoked tokens alike", async () => {
    const token = await accessToken();
    grant.revoked = true;
    for (const response of [await contacts(null), await contacts(token)]) {
      expect(response.headers.get("x-hubspot-auth-failure")).toBe("401 Unauthorized");
      expect([response.status, await response.json()]).toMatchObject([
        401,
        {
          category: "INVALID_AUTHENTICATION",
          message: expect.stringMatching(/^Authentication credentials not found\. This API supports OAuth 2\.0/),
        },
      ]);
    }
  });

  test("name the scopes that are missing", async () => {
    const token = await accessToken();
    grant.scopes = ["crm.objects.contacts.read"];
    const response = await contacts(token, { method: "POST", body: "{}" });
    expect([response.status, await response.json()]).toMatchObject([
      403,
      {
        category: "MISSING_SCOPES",
        errors: [{ context: { requiredGranularScopes: ["crm.objects.contacts.write"] } }],
        links: { scopes: "https://developers.hubspot.com/scopes" },
      },
    ]);
    expect((await contacts(token)).status).toBe(200);
  });

  test("are rate-limited until the time is over", async () => {
    const token = await accessToken();
    grant.rateLimitedUntil = new Date(START.getTime() + 30_000);
    const response = await contacts(token);
    expect(response.headers.get("x-hubspot-ratelimit-remaining")).toBe("0");
    expect([response.status, await response.json()]).toMatchObject([
      429,
      {
        category: "RATE_LIMITS",
        policyName: "TEN_SECONDLY_ROLLING",
        message: "You have reached your ten_secondly_rolling limit.",
      },
    ]);
    now = grant.rateLimitedUntil;
    expect((await contacts(token)).status).toBe(200);
  });
});
