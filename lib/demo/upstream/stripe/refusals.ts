import type { Answer } from "../serve-loopback.ts";
import type { StripeLimit, StripePermission } from "./key.ts";
import { maskKey } from "./mask-key.ts";

/** Which of Stripe's two ways of naming a missing permission is spoken; both are met in the wild. */
export type PermissionWording = "older" | "newer";

const DOCS = "https://stripe.com/docs";

/** The type is nearly always the same: status and code tell what is wrong. */
function problem(status: number, message: string, more: { code?: string; param?: string } = {}): Answer {
  const documented = more.code ? { doc_url: `${DOCS}/error-codes/${more.code.replaceAll("_", "-")}` } : {};
  return { status, body: { error: { ...more, ...documented, message, type: "invalid_request_error" } } };
}

/** Of a key at its end and of a rolled one alike. */
export const expiredKey = (secret: string): Answer =>
  problem(401, `Expired API Key provided: ${maskKey(secret, 6)}`, { code: "api_key_expired" });

/** Of a deleted key and of one that never was; the only 401 about a key that has no code. */
export const invalidKey = (submitted: string): Answer => problem(401, `Invalid API Key provided: ${maskKey(submitted)}`);

export const missingKey = (): Answer =>
  problem(
    401,
    `You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See ${DOCS}/api#authentication for details, or we can help at https://support.stripe.com/.`,
  );

/** The key itself is fine. */
export const foreignAddress = (): Answer => problem(401, "The API key provided does not allow requests from your IP address.");

export function missingPermission(
  secret: string,
  account: string,
  permission: StripePermission,
  wording: PermissionWording,
): Answer {
  const lacks = `he provided key '${maskKey(secret)}' does not have the required permissions for this endpoint on account '${account}'.`;
  if (wording === "older")
    return problem(403, `T${lacks} Having the 'rak_${permission}' permission would allow this request to continue.`);
  return problem(
    403,
    `Permission denied. T${lacks} Enabling "${titleOf(permission)}" ('${permission}') permissions on this key would allow this request to continue.`,
  );
}

/** `payment_intent_write` as the Dashboard shows it: `Payment Intents Write`. */
function titleOf(permission: StripePermission): string {
  const words = permission.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.slice(0, -1).join(" ")}s ${words.at(-1)}`;
}

/** A connected account that has left, that never was, or that belongs to the other mode. */
export const accountInvalid = (secret: string, account: string): Answer =>
  problem(
    403,
    `The provided key '${maskKey(secret)}' does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`,
    { code: "account_invalid" },
  );

/** Neither kind tells when to come back. */
export function tooMany(reason: StripeLimit): Answer {
  if (reason === "lock_timeout")
    return problem(
      429,
      `This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request. For more details, see ${DOCS}/rate-limits#object-lock-timeouts.`,
      { code: "lock_timeout" },
    );
  const answer = problem(429, `Request rate limit exceeded. You can learn more about rate limits here ${DOCS}/rate-limits.`, {
    code: "rate_limit",
  });
  return { ...answer, headers: { "Stripe-Rate-Limited-Reason": reason } };
}

export const missingParameter = (param: string): Answer =>
  problem(400, `Missing required param: ${param}.`, { code: "parameter_missing", param });
export const noSuchCharge = (id: string): Answer =>
  problem(404, `No such charge: '${id}'`, { code: "resource_missing", param: "charge" });
export const alreadyRefunded = (id: string): Answer =>
  problem(400, `Charge ${id} has already been refunded.`, { code: "charge_already_refunded" });
export const unknownAddress = (method: string, path: string): Answer =>
  problem(
    404,
    `Unrecognized request URL (${method}: ${path}). Please see ${DOCS} or we can help at https://support.stripe.com/.`,
  );
