import { byHistory } from "../by-history.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf, onStatus, type Rule } from "../rules.ts";
import {
  ACCOUNT_INACTIVE,
  EXPIRED_INFERRED,
  IP_POLICY,
  MFA_REQUIRED,
  POLICY,
  REVOKED_INFERRED,
  SCOPE,
  USER_PERMISSION,
} from "../verdicts.ts";

/** One code for several causes, each with a sentence of its own. */
const invalidToken: Rule = firstOf(
  byPhrase(
    [EXPIRED_INFERRED, "token is expired"],
    [REVOKED_INFERRED, "token was revoked"],
    [POLICY, "impersonation was disabled"],
  ),
  byHistory,
);

export const gitlab: ProviderRules = {
  names: ["gitlab"],
  rule: firstOf(
    byCode(
      [SCOPE, "insufficient_scope insufficient_granular_scope"],
      [POLICY, "impersonation_disabled"],
      [invalidToken, "invalid_token"],
    ),
    onStatus(
      [401, 403],
      byPhrase(
        [IP_POLICY, "ip address"],
        [POLICY, "your password expired | terms of service"],
        [MFA_REQUIRED, "two-factor | 2fa"],
        [ACCOUNT_INACTIVE, "account is blocked | account has been blocked | account is pending"],
        [USER_PERMISSION, "insufficient permissions | not allowed | you must"],
      ),
    ),
  ),
};
