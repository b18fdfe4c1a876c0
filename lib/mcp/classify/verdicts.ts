import type { Answer } from "./answer.ts";
import { neededScopes, scopeNames } from "./needed-scopes.ts";
import type { Reason } from "./reasons.ts";
import type { Rule } from "./rules.ts";
import { statedWaitS } from "./stated-wait.ts";
import type { AuthVerdict, Knowledge } from "./types.ts";

const verdict = (outcome: AuthVerdict["outcome"], certainty: AuthVerdict["certainty"], reason?: Reason): AuthVerdict =>
  Object.freeze(reason === undefined ? { outcome, certainty } : { outcome, certainty, reason });

/** The credential is at its end: `confirmed` by a code that says this and nothing else, `inferred` by a sentence. */
export const EXPIRED = verdict("credential_expired", "confirmed");
export const EXPIRED_INFERRED = verdict("credential_expired", "inferred");
export const REVOKED = verdict("credential_revoked", "confirmed");
export const REVOKED_INFERRED = verdict("credential_revoked", "inferred");
export const ACCOUNT_INACTIVE = verdict("credential_revoked", "inferred", "account_inactive");

/** The credential may be fine: another one would be refused as well. */
export const POLICY = verdict("auth_unclassified", "inferred", "policy");
export const IP_POLICY = verdict("auth_unclassified", "inferred", "policy_ip_allowlist");
export const MFA_REQUIRED = verdict("auth_unclassified", "inferred", "mfa_required");
export const CLOCK_SKEW = verdict("auth_unclassified", "inferred", "clock_skew");
export const LOCKED_OUT = verdict("rate_limited", "inferred", "auth_lockout");
export const BILLING = verdict("auth_unclassified", "inferred", "quota_billing");
export const SSO_REQUIRED = verdict("scope_insufficient", "confirmed", "sso_required");
export const SSO_INFERRED = verdict("scope_insufficient", "inferred", "sso_required");

/** The request was at fault, or the provider does not say more. */
export const NO_CREDENTIAL = verdict("auth_unclassified", "inferred", "no_credential");
export const MALFORMED = verdict("auth_unclassified", "inferred", "malformed_token");
export const WRONG_KIND = verdict("auth_unclassified", "inferred", "wrong_credential_kind");
/** One code for bad credentials and for denials of good ones: no history tells them apart. */
export const SEVERAL_CAUSES = verdict("auth_unclassified", "inferred", "several_causes");
export const FORBIDDEN = verdict("auth_unclassified", "inferred", "forbidden");

/** What is missing, named where the answer names it. */
export const SCOPE: Rule = (answer) => scopeVerdict(answer, "confirmed");
export const SCOPE_INFERRED: Rule = (answer) => scopeVerdict(answer, "inferred");
export const USER_PERMISSION: Rule = (answer) => scopeVerdict(answer, "inferred", "user_permission");

/** Too many requests, with the wait that the provider asks for. */
export const LIMITED: Rule = (answer, knowledge) => limitedVerdict(answer, knowledge, "confirmed");
export const LIMITED_INFERRED: Rule = (answer, knowledge) => limitedVerdict(answer, knowledge, "inferred");
/** Nothing left to spend: waiting or paying helps, another credential does not. */
export const QUOTA: Rule = (answer, knowledge) => limitedVerdict(answer, knowledge, "inferred", "quota_billing");

export function scopeVerdict(
  answer: Answer,
  certainty: AuthVerdict["certainty"],
  reason?: Reason,
  known?: readonly string[],
): AuthVerdict {
  const needed = known ? { scopes: scopeNames(known), anyOf: false } : neededScopes(answer);
  const why = reason ?? (needed.anyOf && needed.scopes.length > 1 ? "any_of" : undefined);
  return {
    outcome: "scope_insufficient",
    certainty,
    ...(why === undefined ? {} : { reason: why }),
    ...(needed.scopes.length === 0 ? {} : { neededScopes: [...needed.scopes] }),
  };
}

export function limitedVerdict(
  answer: Answer,
  knowledge: Knowledge,
  certainty: AuthVerdict["certainty"],
  reason?: Reason,
  otherwiseS?: number,
): AuthVerdict {
  const waitS = statedWaitS(answer, knowledge.now) ?? otherwiseS;
  return {
    outcome: "rate_limited",
    certainty,
    ...(reason === undefined ? {} : { reason }),
    ...(waitS === undefined ? {} : { retryAfterS: waitS }),
  };
}
