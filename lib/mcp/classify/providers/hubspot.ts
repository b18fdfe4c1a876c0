import type { Answer } from "../answer.ts";
import { byHistoryOfKey } from "../by-history.ts";
import { hubspotExpireTime, YEAR_2000_MS } from "../expiry/hubspot-expire-time.ts";
import { asRecord, asRecords, asTexts } from "../fields.ts";
import type { ProviderRules } from "../provider-rules.ts";
import type { Reason } from "../reasons.ts";
import { byCode, byPhrase, firstOf, onStatus, type Rule } from "../rules.ts";
import { statedWaitS } from "../stated-wait.ts";
import type { AuthVerdict } from "../types.ts";
import { EXPIRED, EXPIRED_INFERRED, limitedVerdict, MALFORMED, scopeVerdict } from "../verdicts.ts";

const USER_PERMISSION: AuthVerdict = { outcome: "scope_insufficient", certainty: "confirmed", reason: "user_permission" };
const WINDOW_S: Readonly<Record<string, number>> = { TEN_SECONDLY_ROLLING: 10, SECONDLY: 1 };
const LONG_AGO_DAYS = 9_000;

/** A token that never was one decodes as expired in 1970. */
const expired: Rule = (answer) => (neverWas(answer) ? MALFORMED : EXPIRED);
const expiredInWords: Rule = (answer) => (neverWas(answer) ? MALFORMED : EXPIRED_INFERRED);

function neverWas(answer: Answer): boolean {
  const expiredAt = hubspotExpireTime(answer.body);
  const daysAgo = Number(/expired (\d{1,9}) day\(s\) ago/.exec(answer.prose)?.[1] ?? 0);
  return (expiredAt !== null && expiredAt.getTime() < YEAR_2000_MS) || daysAgo > LONG_AGO_DAYS;
}

const limited: Rule = (answer, knowledge) => {
  const policy = answer.text("policyName");
  const isDaily =
    policy === "DAILY" || answer.header("x-hubspot-ratelimit-daily-remaining") === "0" || /daily limit/.test(answer.prose);
  const reason: Reason | undefined = isDaily ? "daily" : policy ? "burst" : undefined;
  const stated = statedWaitS(answer, knowledge.now);
  return limitedVerdict(answer, knowledge, "confirmed", reason, stated ?? (isDaily ? undefined : windowS(answer, policy)));
};

function windowS(answer: Answer, policy: string): number | undefined {
  const intervalMs = Number(answer.header("x-hubspot-ratelimit-interval-milliseconds"));
  return WINDOW_S[policy] ?? (intervalMs > 0 ? Math.ceil(intervalMs / 1_000) : undefined);
}

/** Any one of the scopes that are listed would do. */
const missingScopes: Rule = (answer) => {
  const contexts = [...asRecords(answer.body.errors).map((error) => asRecord(error.context)), asRecord(answer.body.context)];
  const scopes = contexts.flatMap(({ requiredScopes, requiredGranularScopes, missingScopes: missing }) => [
    ...asTexts(requiredScopes),
    ...asTexts(requiredGranularScopes),
    ...asTexts(missing),
  ]);
  return scopeVerdict(answer, "confirmed", "any_of", [...new Set(scopes)]);
};

/** Every field of HubSpot's errors is optional, so a missing `category` falls back to the status. Static tokens have no end. */
export const hubspot: ProviderRules = {
  names: ["hubspot", "hubapi"],
  rule: firstOf(
    byCode(
      [expired, "EXPIRED_AUTHENTICATION"],
      [missingScopes, "MISSING_SCOPES"],
      [USER_PERMISSION, "USER_DOES_NOT_HAVE_PERMISSIONS"],
      [limited, "RATE_LIMITS RATE_LIMIT"],
    ),
    onStatus([429], limited),
    byPhrase(
      [expiredInWords, "used to make this call expired | token is expired | is expired! expires"],
      [missingScopes, "hasn't been granted all required scopes"],
    ),
    onStatus([401], byHistoryOfKey),
  ),
};
