import type { StripeKey, StripePermission } from "../upstream/stripe/key.ts";
import type { StripeSimulator } from "../upstream/stripe/stripe.ts";
import type { VaultSimulator } from "../upstream/vault/vault.ts";
import { type CredentialState, type DemoLane, inUse, type LaneAction } from "./demo-lane.ts";

export type StripeLaneOptions = {
  name: string;
  stripe: StripeSimulator;
  vault: VaultSimulator;
  /** Path of the secret in the vault. */
  secretPath: string;
};
type Issued = { version: number; key: StripeKey };

const PERMISSIONS: readonly StripePermission[] = ["charge_read", "charge_write", "payment_intent_write"];
const NARROWED: readonly StripePermission[] = ["charge_read", "payment_intent_write"];
const RATE_LIMIT_S = 30;
const OVERLAP_S = 120;
const NOTICE_S = 120;

/** A lane on a restricted Stripe key that people roll and put into a vault. Puts the first key there. */
export async function createStripeLane({ name, stripe, vault, secretPath }: StripeLaneOptions): Promise<DemoLane> {
  const issued: Issued[] = [];
  const current = (): StripeKey => inUse(issued.map(({ key }) => key));

  // The date of its end is not written down: Stripe tells it nowhere, so an operator enters it in Lanekeeper.
  async function store(key: StripeKey): Promise<void> {
    const issued_at = new Date().toISOString();
    const version = await vault.put(secretPath, { secret: key.secret, issued_at, scopes: key.permissions });
    issued.unshift({ version, key });
  }

  /** The old key works on for a while where it still does at all. */
  async function putNewKey(overlapS: number): Promise<void> {
    const old = current();
    const isRollable = old.end === null || old.end.at > new Date();
    await store(
      isRollable ? stripe.rollKey(old, new Date(Date.now() + overlapS * 1_000)) : stripe.issueKey({ permissions: PERMISSIONS }),
    );
  }

  await store(stripe.issueKey({ permissions: PERMISSIONS }));
  return {
    name,
    server: "stripe-billing",
    provider: "stripe",
    credentials: () => issued.map(describe),
    actions: actionsOf(current, putNewKey),
  };
}

function describe({ version, key }: Issued): CredentialState {
  const isOver = key.end !== null && key.end.at <= new Date();
  return {
    version,
    kind: "restricted key",
    status: !isOver ? "alive" : key.end?.by === "expiry" ? "expired" : "revoked",
    scopes: key.permissions,
    expiresAt: key.end?.at ?? null,
    lastUsedAt: key.lastUsedAt,
    troubles: [
      ...(key.limit && key.limit.until > new Date() ? [`rate limited (${key.limit.reason})`] : []),
      ...(key.allowsThisAddress ? [] : ["restricted to other addresses"]),
    ],
  };
}

function actionsOf(current: () => StripeKey, putNewKey: (overlapS: number) => Promise<void>): LaneAction[] {
  return [
    {
      name: "new-key",
      label: "Roll the key",
      says: "A person rolls it in the Dashboard and puts the new one into the vault. Both work for two minutes: press Rotate in Lanekeeper within them.",
      run: ({ seconds = OVERLAP_S }) => putNewKey(seconds),
    },
    {
      name: "revoke",
      label: "Delete the key",
      says: "Within seconds Stripe answers Invalid API Key: the key worked before, so it is revoked and the lane contained. Nobody is charged or refunded until you open it.",
      run: () => {
        current().end = { at: new Date(), by: "deletion" };
      },
    },
    {
      name: "expire",
      label: "Let it end in two minutes",
      says: "Stripe tells nobody. Enter the time on the lane's page and Lanekeeper warns before it; otherwise the first call after it gets api_key_expired.",
      run: ({ seconds = NOTICE_S }) => {
        current().end = { at: new Date(Date.now() + seconds * 1_000), by: "expiry" };
      },
    },
    {
      name: "restrict",
      label: "Restrict it to other addresses",
      says: "A policy turns the calls away with a 401. The key is fine, and Lanekeeper calls it neither expired nor revoked.",
      run: () => {
        current().allowsThisAddress = false;
      },
    },
    {
      name: "narrow",
      label: "Take the refunds away",
      says: "Refunds get scope_insufficient with the permission that is missing. Payments go on.",
      run: () => {
        current().permissions = NARROWED;
      },
    },
    {
      name: "restore",
      label: "Restore the permissions",
      says: "Refunds work again.",
      run: () => {
        current().permissions = PERMISSIONS;
      },
    },
    {
      name: "rate-limit",
      label: "Rate-limit for 30 s",
      says: "Stripe answers 429 and names the limit, but not when to come back: rate_limited. The credential is fine.",
      run: ({ seconds = RATE_LIMIT_S }) => {
        current().limit = { reason: "endpoint-rate", until: new Date(Date.now() + seconds * 1_000) };
      },
    },
    {
      name: "heal",
      label: "Heal",
      says: "Ends the rate limit and lets this address in.",
      run: () => {
        current().limit = null;
        current().allowsThisAddress = true;
      },
    },
  ];
}
