import { generateKeyPairSync, verify } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { envStore, type OAuthClientStoreOptions, oauthClientStore, type RefreshContext, type Store } from "#lib/mcp/index.ts";
import { type HttpPeer, type PeerAnswer, startHttpPeer } from "#tests/support/http-peer.ts";

const NOW = new Date("2026-11-22T02:00:00Z");
const context: RefreshContext = { fetch, now: () => NOW };

let peer: HttpPeer;
let answer: PeerAnswer;
let secret: Store;
beforeEach(async () => {
  answer = { status: 200, body: { access_token: "at-1", expires_in: 3_600, scope: "read write" } };
  peer = await startHttpPeer(() => answer);
  secret = { type: "vault", reference: "kv/mcp/client", read: async () => ({ secret: "hush", version: "3" }) };
});
afterEach(() => peer.close());

const open = (options: Partial<OAuthClientStoreOptions> = {}) =>
  oauthClientStore({ tokenUrl: `${peer.url}/token`, clientId: "app", store: secret, ...options });

async function draw(store: Store) {
  const client = await store.read();
  if (!client || !store.refresh) throw new Error("the store holds no client");
  return store.refresh(client, context);
}
const sent = () => {
  const [request] = peer.requests;
  return { form: Object.fromEntries(new URLSearchParams(request?.body)), headers: request?.headers ?? {} };
};

test("the client's secret is the generation, and a token a lease drawn with it", async () => {
  const store = open({ scopes: ["read", "write"], parameters: { audience: "https://api.example.com" } });
  expect(await store.read()).toEqual({ secret: "hush", version: "3" });
  expect(await draw(store)).toEqual({
    ok: true,
    lease: {
      accessToken: "at-1",
      issuedAt: NOW,
      expiresAt: new Date(NOW.getTime() + 3_600_000),
      scopes: ["read", "write"],
    },
  });
  expect(sent().form).toEqual({
    grant_type: "client_credentials",
    audience: "https://api.example.com",
    scope: "read write",
    client_id: "app",
    client_secret: "hush",
  });
});

describe("the client proves itself", () => {
  test("by Basic, each half form-encoded before they are joined", async () => {
    secret = { ...secret, read: async () => ({ secret: "p:a ss&1" }) };
    await draw(open({ clientId: "app:1", authentication: "client_secret_basic" }));
    const { form, headers } = sent();
    expect(form).toEqual({ grant_type: "client_credentials" });
    expect(atob(String(headers.authorization).replace("Basic ", ""))).toBe("app%3A1:p%3Aa+ss%261");
  });

  test.each([
    ["RS256", () => generateKeyPairSync("rsa", { modulusLength: 2_048 }), "sha256"],
    ["ES256", () => generateKeyPairSync("ec", { namedCurve: "prime256v1" }), "sha256"],
    ["EdDSA", () => generateKeyPairSync("ed25519"), null],
  ] as const)("by a private key, signed with %s", async (algorithm, generate, hash) => {
    const { privateKey, publicKey } = generate();
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    secret = { ...secret, read: async () => ({ secret: pem }) };
    await draw(open({ authentication: "private_key_jwt" }));
    const { form } = sent();
    const [header = "", claims = "", signature = ""] = (form.client_assertion ?? "").split(".");
    const key = { key: publicKey, dsaEncoding: "ieee-p1363" as const };
    expect(verify(hash, Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, "base64url"))).toBe(true);
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({ alg: algorithm, typ: "JWT" });
    const nowS = NOW.getTime() / 1_000;
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toEqual({
      iss: "app",
      sub: "app",
      aud: `${peer.url}/token`,
      iat: nowS,
      exp: nowS + 60,
      jti: expect.any(String),
    });
    expect(form.client_assertion_type).toBe("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    expect(form).not.toHaveProperty("client_secret");
  });
});

describe("a refusal", () => {
  test.each([
    ["invalid_client", 401, true],
    ["unauthorized_client", 400, true],
    ["invalid_scope", 400, false],
    ["temporarily_unavailable", 503, false],
  ])("%s on %i: permanent %s", async (error, status, permanent) => {
    answer = { status, body: { error } };
    expect(await draw(open())).toMatchObject({ ok: false, permanent, reason: error });
  });
});

test("a secret from the environment stays unmanaged, whatever is drawn with it", () => {
  const store = envStore({ env: { CLIENT_SECRET: "hush" }, variable: "CLIENT_SECRET" });
  expect(open({ store }).type).toBe("env");
  expect(open().type).toBe("oauth_client");
});
