import { randomText } from "../random-text.ts";

/** A write permission covers reading too. */
export type StripePermission = `${"balance" | "charge" | "payment_intent" | "payout"}_${"read" | "write"}`;

/** What Stripe names in `Stripe-Rate-Limited-Reason`; a lock is no quota and has no such header. */
export type StripeLimit =
  | "global-rate"
  | "global-concurrency"
  | "endpoint-rate"
  | "endpoint-concurrency"
  | "resource-specific"
  | "lock_timeout";

/** A restricted key that the simulator has issued, with everything that may happen to it. */
export type StripeKey = {
  readonly secret: string;
  permissions: readonly StripePermission[];
  /** Only the Dashboard knows it: no answer tells when a key will end. Null where nobody has set an end. */
  end: { at: Date; by: "expiry" | "roll" | "deletion" } | null;
  /** Whether the addresses that the key is restricted to include this one. */
  allowsThisAddress: boolean;
  limit: { reason: StripeLimit; until: Date } | null;
  lastUsedAt: Date | null;
};

export type StripeKeyRequest = Pick<StripeKey, "permissions"> & { expiresAt?: Date | null };

export function issueStripeKey({ permissions, expiresAt = null }: StripeKeyRequest): StripeKey {
  return {
    secret: `rk_test_${randomText(99)}`,
    permissions,
    end: expiresAt && { at: expiresAt, by: "expiry" },
    allowsThisAddress: true,
    limit: null,
    lastUsedAt: null,
  };
}

export function isAllowed(key: StripeKey, needed: StripePermission): boolean {
  return key.permissions.some((held) => held === needed || held === needed.replace(/_read$/, "_write"));
}

/** Whether Stripe still takes the key. What a person ends keeps working until all of Stripe's machines have heard of it. */
export function isAccepted({ end }: StripeKey, now: Date, propagationMs: number): boolean {
  if (end === null) return true;
  return now.getTime() < end.at.getTime() + (end.by === "expiry" ? 0 : propagationMs);
}
