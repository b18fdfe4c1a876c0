import { byWordsThenHistory } from "../generic-phrases.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf, onStatus } from "../rules.ts";
import {
  ACCOUNT_INACTIVE,
  BILLING,
  CLOCK_SKEW,
  LIMITED,
  LIMITED_INFERRED,
  LOCKED_OUT,
  NO_CREDENTIAL,
  QUOTA,
  USER_PERMISSION,
  WRONG_KIND,
} from "../verdicts.ts";

/** Numbers of the older API and problem types of the newer one. */
export const twitter: ProviderRules = {
  names: ["twitter", "x"],
  rule: onStatus(
    [400, 401, 402, 403, 420, 429],
    firstOf(
      byCode(
        [byWordsThenHistory, 32, 89, 99],
        [NO_CREDENTIAL, 215],
        [CLOCK_SKEW, 135],
        [ACCOUNT_INACTIVE, 64, 416],
        [LOCKED_OUT, 326],
        [USER_PERMISSION, "oauth1-permissions", 87, 93, 220, 261],
        [BILLING, "client-not-enrolled", 453],
        [QUOTA, "usage-capped UsageCapExceeded credits CreditsDepleted"],
        [WRONG_KIND, "unsupported-authentication"],
        [LIMITED, 88],
        [LIMITED_INFERRED, 185],
      ),
      byPhrase([USER_PERMISSION, "oauth1 app permissions | permitted to use oauth"], [LOCKED_OUT, "temporarily locked"]),
    ),
  ),
};
