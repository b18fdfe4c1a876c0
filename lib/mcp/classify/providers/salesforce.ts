import { byHistory } from "../by-history.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf, type Rule } from "../rules.ts";
import {
  ACCOUNT_INACTIVE,
  EXPIRED_INFERRED,
  IP_POLICY,
  LIMITED_INFERRED,
  LOCKED_OUT,
  POLICY,
  USER_PERMISSION,
} from "../verdicts.ts";

/** One code for ended, revoked and bad sessions, and for sessions of too low a level. */
const invalidSession: Rule = firstOf(byPhrase([POLICY, "not valid for use with the rest api | session level"]), byHistory);

export const salesforce: ProviderRules = {
  names: ["salesforce", "sfdc", "force"],
  rule: firstOf(
    byCode(
      [invalidSession, "INVALID_SESSION_ID InvalidSessionId INVALID_AUTH_HEADER"],
      [LIMITED_INFERRED, "REQUEST_LIMIT_EXCEEDED TXN_SECURITY_METERING_ERROR ExceededQuota"],
      [USER_PERMISSION, "INSUFFICIENT_ACCESS INSUFFICIENT_ACCESS_OR_READONLY INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"],
      [EXPIRED_INFERRED, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD PASSWORD_EXPIRED"],
      [ACCOUNT_INACTIVE, "INACTIVE_ORGANIZATION ORGANIZATION_INACTIVE ORG_LOCKED"],
      [IP_POLICY, "RESTRICTED_IP LOGIN_DURING_RESTRICTED_DOMAIN IP_RESTRICTED"],
      [
        POLICY,
        `LOGIN_DURING_RESTRICTED_TIME SSO_SERVICE_DOWN API_DISABLED_FOR_ORG API_CURRENTLY_DISABLED FUNCTIONALITY_NOT_ENABLED
      FeatureNotEnabled`,
      ],
      [LOCKED_OUT, "PASSWORD_LOCKOUT LOGIN_RATE_EXCEEDED"],
      [byHistory, "INVALID_LOGIN UNKNOWN_AUTH_PROVIDER"],
    ),
    byPhrase([byHistory, "bad_oauth_token"]),
  ),
};
