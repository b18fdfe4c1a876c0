import { bearerToken } from "../bearer-token.ts";
import { randomText } from "../random-text.ts";
import { type Answer, type Exchange, type LoopbackServer, serveLoopback } from "../serve-loopback.ts";
import { Charges } from "./charges.ts";
import { isAccepted, isAllowed, issueStripeKey, type StripeKey, type StripeKeyRequest, type StripePermission } from "./key.ts";
import {
  accountInvalid,
  expiredKey,
  foreignAddress,
  invalidKey,
  missingKey,
  missingPermission,
  type PermissionWording,
  tooMany,
  unknownAddress,
} from "./refusals.ts";

export type StripeSimulator = LoopbackServer & {
  issueKey(request: StripeKeyRequest): StripeKey;
  /** Rolls a key as the Dashboard does: the new one can do the same, and the old one works on until `oldEndsAt`. */
  rollKey(old: StripeKey, oldEndsAt: Date): StripeKey;
  /** Accounts that have given this one access to themselves; one that leaves is taken out. */
  readonly connectedAccounts: Set<string>;
};
export type StripeOptions = {
  port?: number;
  now?: () => Date;
  /** How long a key still works after a person ended it. */
  propagationMs?: number;
  wording?: PermissionWording;
};

type Operation = { method: string; path: string; needs: StripePermission };

const ACCOUNT = "acct_1AcmeShop000000";
const API_VERSION = "2026-08-26";
const OPERATIONS: readonly Operation[] = [
  { method: "GET", path: "/v1/balance", needs: "balance_read" },
  { method: "GET", path: "/v1/charges", needs: "charge_read" },
  { method: "POST", path: "/v1/payment_intents", needs: "payment_intent_write" },
  { method: "POST", path: "/v1/refunds", needs: "charge_write" },
  { method: "POST", path: "/v1/payouts", needs: "payout_write" },
];

/** Answers on loopback as api.stripe.com does to restricted keys. */
export async function startStripe(options: StripeOptions = {}): Promise<StripeSimulator> {
  const { port = 0, now = () => new Date(), propagationMs = 9_000, wording = "newer" } = options;
  const keys = new Map<string, StripeKey>();
  const connectedAccounts = new Set<string>();
  const charges = new Charges();

  function respond(exchange: Exchange): Answer {
    const secret = bearerToken(exchange.headers);
    if (secret === null) return missingKey();
    const at = now();
    const key = keys.get(secret);
    if (!key) return invalidKey(secret);
    if (!isAccepted(key, at, propagationMs)) return key.end?.by === "deletion" ? invalidKey(secret) : expiredKey(secret);
    if (!key.allowsThisAddress) return foreignAddress();
    key.lastUsedAt = at;
    const account = String(exchange.headers["stripe-account"] ?? ACCOUNT);
    if (account !== ACCOUNT && !connectedAccounts.has(account)) return accountInvalid(secret, account);
    const operation = OPERATIONS.find(({ method, path }) => method === exchange.method && path === exchange.path);
    if (!operation) return unknownAddress(exchange.method, exchange.path);
    if (key.limit && at < key.limit.until) return tooMany(key.limit.reason);
    if (!isAllowed(key, operation.needs)) return missingPermission(secret, account, operation.needs, wording);
    return operate(operation, new URLSearchParams(exchange.body), charges, at);
  }

  const issue = (key: StripeKey): StripeKey => {
    keys.set(key.secret, key);
    return key;
  };
  const server = await serveLoopback((exchange) => withCommonHeaders(respond(exchange)), port);
  return {
    ...server,
    connectedAccounts,
    issueKey: (request) => issue(issueStripeKey(request)),
    rollKey(old, oldEndsAt) {
      old.end = { at: oldEndsAt, by: "roll" };
      return issue(issueStripeKey({ permissions: old.permissions }));
    },
  };
}

function operate({ path }: Operation, form: URLSearchParams, charges: Charges, now: Date): Answer {
  switch (path) {
    case "/v1/charges":
      return charges.list();
    case "/v1/payment_intents":
      return charges.pay(form, now);
    case "/v1/refunds":
      return charges.refund(form, now);
    case "/v1/balance":
      return { status: 200, body: { object: "balance", available: [], pending: [] } };
    default:
      return { status: 200, body: { id: `po_${randomText(24)}`, object: "payout", status: "pending" } };
  }
}

function withCommonHeaders(answer: Answer): Answer {
  return { ...answer, headers: { "Request-Id": `req_${randomText(14)}`, "Stripe-Version": API_VERSION, ...answer.headers } };
}
