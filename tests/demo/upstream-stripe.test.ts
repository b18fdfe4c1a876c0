import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { StripeKey, StripeLimit, StripePermission } from "#lib/demo/upstream/stripe/key.ts";
import { type StripeSimulator, startStripe } from "#lib/demo/upstream/stripe/stripe.ts";

const START = new Date("2026-11-22T02:00:00Z");
const PROPAGATION_MS = 9_000;
const ALL: StripePermission[] = ["payment_intent_write", "charge_write"];
let now = START;
let stripe: StripeSimulator;

beforeEach(async () => {
  now = START;
  stripe = await startStripe({ now: () => now, propagationMs: PROPAGATION_MS });
});
afterEach(() => stripe.close());

function call(key: StripeKey | string | null, path: string, form?: Record<string, string>, headers = {}): Promise<Response> {
  const secret = typeof key === "string" ? key : key?.secret;
  return fetch(`${stripe.url}${path}`, {
    headers: { ...(secret ? { Authorization: `Bearer ${secret}` } : {}), ...headers },
    ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
  });
}

const pay = (key: StripeKey): Promise<Response> => call(key, "/v1/payment_intents", { amount: "1200", currency: "eur" });

/** Status and error of an answer. */
async function failure(answer: Promise<Response>): Promise<[number, Record<string, unknown>]> {
  const response = await answer;
  return [response.status, (await response.json()).error];
}

const later = (ms: number): Date => new Date(START.getTime() + ms);
const masked = (key: StripeKey, shown: number): string => `rk_test_****${key.secret.slice(-shown)}`;

describe("a good key", () => {
  test("takes a payment, lists its charge and refunds it once; every answer has a request id", async () => {
    const key = stripe.issueKey({ permissions: ALL });
    expect(key.secret).toMatch(/^rk_test_[A-Za-z0-9]{99}$/);
    const paid = await pay(key);
    expect(paid.status).toBe(200);
    expect(paid.headers.get("request-id")).toMatch(/^req_[A-Za-z0-9]{14}$/);
    const { latest_charge: charge } = await paid.json();
    expect((await (await call(key, "/v1/charges")).json()).data).toMatchObject([{ id: charge, amount: 1_200, refunded: false }]);
    expect(await (await call(key, "/v1/refunds", { charge })).json()).toMatchObject({ object: "refund", charge, amount: 1_200 });
    expect(await failure(call(key, "/v1/refunds", { charge }))).toMatchObject([400, { code: "charge_already_refunded" }]);
  });

  test("is told what is wrong with a request, and not what it sent", async () => {
    const key = stripe.issueKey({ permissions: ALL });
    expect(await failure(call(key, "/v1/payment_intents", { currency: "eur" }))).toMatchObject([
      400,
      { code: "parameter_missing" },
    ]);
    expect(await failure(call(key, "/v1/refunds", { charge: "ch_1" }))).toMatchObject([404, { code: "resource_missing" }]);
    expect(await failure(call(key, "/v1/nothing"))).toMatchObject([404, { type: "invalid_request_error" }]);
  });
});

describe("a key that Stripe does not take", () => {
  test("at its end is called expired, with a code", async () => {
    const key = stripe.issueKey({ permissions: ALL, expiresAt: later(60_000) });
    now = later(59_999);
    expect((await pay(key)).status).toBe(200);
    now = later(60_000);
    expect(await failure(pay(key))).toEqual([
      401,
      {
        code: "api_key_expired",
        doc_url: expect.any(String),
        message: `Expired API Key provided: ${masked(key, 6)}`,
        type: "invalid_request_error",
      },
    ]);
  });

  test("when deleted or unknown is called invalid, without a code", async () => {
    const key = stripe.issueKey({ permissions: ALL });
    key.end = { at: now, by: "deletion" };
    now = later(PROPAGATION_MS);
    const invalid = { message: `Invalid API Key provided: ${masked(key, 4)}`, type: "invalid_request_error" };
    expect(await failure(pay(key))).toEqual([401, invalid]);
    expect(await failure(call("sk_test_4eC39HqLyjWDarjtT1zdp7dc", "/v1/balance"))).toMatchObject([
      401,
      { message: "Invalid API Key provided: sk_test_****p7dc" },
    ]);
  });

  test("that is no key at all is repeated as it stands: what is sent by mistake comes back", async () => {
    expect(await failure(call("hunter2-pasted", "/v1/balance"))).toMatchObject([
      401,
      { message: "Invalid API Key provided: hunter2-pasted" },
    ]);
  });

  test("is asked for where there is none", async () => {
    expect(await failure(call(null, "/v1/balance"))).toMatchObject([
      401,
      { message: expect.stringMatching(/^You did not provide/) },
    ]);
  });

  test("from another address is a matter of policy", async () => {
    const key = stripe.issueKey({ permissions: ALL });
    key.allowsThisAddress = false;
    expect(await failure(pay(key))).toEqual([
      401,
      { message: "The API key provided does not allow requests from your IP address.", type: "invalid_request_error" },
    ]);
  });
});

describe("rolling a key", () => {
  test("with an overlap, both work until it is over; the old one then counts as expired", async () => {
    const old = stripe.issueKey({ permissions: ALL });
    const next = stripe.rollKey(old, later(60_000));
    now = later(59_999);
    expect([(await pay(old)).status, (await pay(next)).status]).toEqual([200, 200]);
    now = later(60_000 + PROPAGATION_MS);
    expect(await failure(pay(old))).toMatchObject([401, { code: "api_key_expired" }]);
    expect((await pay(next)).status).toBe(200);
  });

  test("now, the old one still works until Stripe has told all its machines", async () => {
    const old = stripe.issueKey({ permissions: ALL });
    stripe.rollKey(old, now);
    now = later(PROPAGATION_MS - 1);
    expect((await pay(old)).status).toBe(200);
    now = later(PROPAGATION_MS);
    expect((await pay(old)).status).toBe(401);
  });
});

describe("a key that lacks a permission", () => {
  test("is told it in the newer words", async () => {
    const key = stripe.issueKey({ permissions: ["payment_intent_read"] });
    const [status, error] = await failure(pay(key));
    expect(status).toBe(403);
    expect(error.code).toBeUndefined();
    expect(error.message).toMatch(
      /^Permission denied\. .+ Enabling "Payment Intents Write" \('payment_intent_write'\) permissions on this key would allow/,
    );
  });

  test("is told it in the older words", async () => {
    const older = await startStripe({ wording: "older" });
    const key = older.issueKey({ permissions: [] });
    const answer = fetch(`${older.url}/v1/charges`, { headers: { Authorization: `Bearer ${key.secret}` } });
    const [status, error] = await failure(answer);
    await older.close();
    expect(status).toBe(403);
    expect(error.message).toMatch(
      /^The provided key 'rk_test_\*{4}.{4}' does not have the required permissions for this endpoint on account 'acct_\w+'\. Having the 'rak_charge_read' permission would allow this request to continue\.$/,
    );
  });

  test("reads what it may write, and never pays out", async () => {
    const key = stripe.issueKey({ permissions: ALL });
    expect((await call(key, "/v1/charges")).status).toBe(200);
    expect((await call(key, "/v1/payouts", { amount: "1", currency: "eur" })).status).toBe(403);
  });
});

describe("a connected account", () => {
  test("is open while it is connected, and gone once it has left", async () => {
    const key = stripe.issueKey({ permissions: ALL });
    const charges = () => call(key, "/v1/charges", undefined, { "Stripe-Account": "acct_1Partner" });
    stripe.connectedAccounts.add("acct_1Partner");
    expect((await charges()).status).toBe(200);
    stripe.connectedAccounts.delete("acct_1Partner");
    const [status, error] = await failure(charges());
    expect([status, error.code]).toEqual([403, "account_invalid"]);
    expect(error.message).toMatch(
      /does not have access to account 'acct_1Partner' \(or that account does not exist\)\. Application access may have been revoked\.$/,
    );
  });
});

describe("too many requests", () => {
  const limited = (reason: StripeLimit): StripeKey => {
    const key = stripe.issueKey({ permissions: ALL });
    key.limit = { reason, until: later(30_000) };
    return key;
  };

  test.each(["global-rate", "global-concurrency", "endpoint-rate", "endpoint-concurrency", "resource-specific"] as const)(
    "%s is named in a header, and nothing says when to come back",
    async (reason) => {
      const key = limited(reason);
      const response = await pay(key);
      expect(response.status).toBe(429);
      expect(response.headers.get("stripe-rate-limited-reason")).toBe(reason);
      expect(response.headers.has("retry-after")).toBe(false);
      now = later(30_000);
      expect((await pay(key)).status).toBe(200);
    },
  );

  test("a locked object is no quota: a code and no such header", async () => {
    const response = await pay(limited("lock_timeout"));
    expect(response.status).toBe(429);
    expect(response.headers.has("stripe-rate-limited-reason")).toBe(false);
    expect(await response.json()).toMatchObject({ error: { code: "lock_timeout" } });
  });
});
