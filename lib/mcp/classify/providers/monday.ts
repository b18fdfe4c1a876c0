import { byWordsThenHistory } from "../generic-phrases.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf } from "../rules.ts";
import { LIMITED_INFERRED, QUOTA, USER_PERMISSION } from "../verdicts.ts";

const byMondayCode = byCode(
  [
    LIMITED_INFERRED,
    `ComplexityException maxComplexityExceeded RateLimitExceeded COMPLEXITY_BUDGET_EXHAUSTED
      FIELD_MINUTE_RATE_LIMIT_EXCEEDED maxConcurrencyExceeded IP_RATE_LIMIT_EXCEEDED`,
  ],
  [QUOTA, "DAILY_LIMIT_EXCEEDED"],
  [USER_PERMISSION, "UserUnauthorizedException missingRequiredPermissions USER_UNAUTHORIZED"],
);

/** GraphQL, which refuses in a 200. */
export const monday: ProviderRules = {
  names: ["monday"],
  failsInSuccess: true,
  inSuccess: firstOf(byMondayCode, byPhrase([byWordsThenHistory, "not authenticated"])),
  rule: byMondayCode,
};
