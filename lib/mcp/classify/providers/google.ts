import { byHistory } from "../by-history.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf, onStatus } from "../rules.ts";
import {
  ACCOUNT_INACTIVE,
  BILLING,
  EXPIRED,
  EXPIRED_INFERRED,
  IP_POLICY,
  LIMITED,
  LIMITED_INFERRED,
  POLICY,
  REVOKED_INFERRED,
  SCOPE,
  SCOPE_INFERRED,
  SEVERAL_CAUSES,
  USER_PERMISSION,
  WRONG_KIND,
} from "../verdicts.ts";

/** The older web services of Maps refuse in a 200. */
const inSuccess = byCode([SEVERAL_CAUSES, "REQUEST_DENIED"], [LIMITED_INFERRED, "OVER_QUERY_LIMIT OVER_DAILY_LIMIT"]);

/** Reasons of `google.rpc.ErrorInfo`, and those of the older error lists. */
export const google: ProviderRules = {
  names: [
    "google",
    "gcp",
    "gmail",
    "gdrive",
    "youtube",
    "googleapis",
    "firebase",
    "gemini",
    "vertex",
    "bigquery",
    "gsuite",
    "firestore",
  ],
  inSuccess: (answer, knowledge) => (answer.body.error_message === undefined ? undefined : inSuccess(answer, knowledge)),
  rule: firstOf(
    byCode(
      [EXPIRED, "ACCESS_TOKEN_EXPIRED"],
      [SCOPE, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"],
      [USER_PERMISSION, "IAM_PERMISSION_DENIED AUTH_PERMISSION_DENIED insufficientFilePermissions appNotAuthorizedToFile"],
      [ACCOUNT_INACTIVE, "ACCOUNT_STATE_INVALID CONSUMER_SUSPENDED CONSUMER_INVALID accountDisabled accountDeleted"],
      [IP_POLICY, "API_KEY_IP_ADDRESS_BLOCKED ipRefererBlocked"],
      [
        POLICY,
        `API_KEY_SERVICE_BLOCKED API_KEY_HTTP_REFERRER_BLOCKED API_KEY_ANDROID_APP_BLOCKED API_KEY_IOS_APP_BLOCKED
      SECURITY_POLICY_VIOLATED SERVICE_DISABLED accessNotConfigured domainPolicy ORG_RESTRICTION_VIOLATION
      LOCATION_POLICY_VIOLATED USER_BLOCKED_BY_ADMIN VPC_SERVICE_CONTROLS SYSTEM_PARAMETER_UNSUPPORTED keyInvalidReferrer`,
      ],
      [BILLING, "BILLING_DISABLED billingNotEnabled"],
      [WRONG_KIND, "ACCESS_TOKEN_TYPE_UNSUPPORTED"],
      [
        LIMITED,
        `RATE_LIMIT_EXCEEDED RESOURCE_QUOTA_EXCEEDED rateLimitExceeded userRateLimitExceeded quotaExceeded dailyLimitExceeded
      RESOURCE_EXHAUSTED dailyLimitExceededUnreg concurrentLimitExceeded sharingRateLimitExceeded`,
      ],
      [LIMITED_INFERRED, "OVER_QUERY_LIMIT OVER_DAILY_LIMIT"],
    ),
    byPhrase(
      [EXPIRED_INFERRED, "api key expired | auth token is expired"],
      [REVOKED_INFERRED, "reported as leaked"],
      [SCOPE_INFERRED, "insufficient authentication scopes | insufficient permission"],
      [POLICY, "has not been used in project | vpc service controls"],
      [BILLING, "requires billing | billing account"],
    ),
    byCode([byHistory, "API_KEY_INVALID authError keyInvalid keyExpired"]),
    onStatus([403], byCode([USER_PERMISSION, "PERMISSION_DENIED insufficientPermissions forbidden"])),
    onStatus([401], byPhrase([USER_PERMISSION, "permission denied"])),
  ),
};
