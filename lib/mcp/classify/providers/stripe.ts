import { byHistoryOfKey, isPast } from "../by-history.ts";
import { asRecord, asText } from "../fields.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf, onStatus, type Rule } from "../rules.ts";
import {
  ACCOUNT_INACTIVE,
  EXPIRED,
  EXPIRED_INFERRED,
  FORBIDDEN,
  IP_POLICY,
  LIMITED,
  limitedVerdict,
  NO_CREDENTIAL,
  REVOKED_INFERRED,
  scopeVerdict,
  WRONG_KIND,
} from "../verdicts.ts";

/** Stripe says `api_key_expired` of rolled keys too: sure only where the known end has passed. */
const expiredKey: Rule = (answer, knowledge) => (isPast(answer, knowledge) ? EXPIRED : EXPIRED_INFERRED);
const locked: Rule = (answer, knowledge) => limitedVerdict(answer, knowledge, "inferred", "lock");

/** `global-concurrency`, `endpoint-rate` and the like. */
const byLimitReason: Rule = (answer, knowledge) => {
  const reason = answer.header("stripe-rate-limited-reason");
  if (reason === undefined) return LIMITED(answer, knowledge);
  return limitedVerdict(answer, knowledge, "confirmed", reason.endsWith("concurrency") ? "concurrency" : undefined);
};

const MISSING = /'(rak_[a-z_]+|[a-z_]+_(?:read|write))'\)? permissions?/;
const byPermission: Rule = (answer) => {
  const message = asText(asRecord(answer.body.error).message);
  const needed = MISSING.exec(message.slice(0, 2_000))?.[1];
  const told = needed !== undefined || message.includes("required permissions") || message.startsWith("Permission denied");
  return told ? scopeVerdict(answer, "confirmed", undefined, needed ? [needed] : []) : undefined;
};

/** Status and code decide: the `type` is `invalid_request_error` for nearly everything. */
export const stripe: ProviderRules = {
  names: ["stripe"],
  rule: firstOf(
    byCode(
      [expiredKey, "api_key_expired platform_api_key_expired"],
      [EXPIRED, "temporary_session_expired"],
      [REVOKED_INFERRED, "account_invalid"],
      [ACCOUNT_INACTIVE, "account_closed"],
      [WRONG_KIND, "secret_key_required livemode_mismatch platform_account_required"],
      [locked, "lock_timeout"],
      [LIMITED, "rate_limit"],
    ),
    onStatus([429], byLimitReason),
    onStatus(
      [401],
      firstOf(
        byPhrase(
          [IP_POLICY, "requests from your ip address"],
          [EXPIRED_INFERRED, "expired api key"],
          [NO_CREDENTIAL, "did not provide an api key"],
        ),
        byHistoryOfKey,
      ),
    ),
    onStatus(
      [403],
      firstOf(
        byPhrase([IP_POLICY, "your ip address"], [REVOKED_INFERRED, "access may have been revoked"]),
        byPermission,
        () => FORBIDDEN,
      ),
    ),
    (answer) => (answer.status === 402 ? null : undefined),
  ),
};
