import { byWordsThenHistory } from "../generic-phrases.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf } from "../rules.ts";
import { ACCOUNT_INACTIVE, EXPIRED, LIMITED, SCOPE, SCOPE_INFERRED, USER_PERMISSION } from "../verdicts.ts";

/** Tags of the error union; some refusals are sentences in a 400. */
export const dropbox: ProviderRules = {
  names: ["dropbox"],
  rule: firstOf(
    byCode(
      [EXPIRED, "expired_access_token"],
      [SCOPE, "missing_scope"],
      [byWordsThenHistory, "invalid_access_token"],
      [ACCOUNT_INACTIVE, "user_suspended user_deactivated"],
      [LIMITED, "too_many_requests"],
      [USER_PERMISSION, "no_permission route_access_denied"],
    ),
    byPhrase([SCOPE_INFERRED, "does not have the required scope"], [byWordsThenHistory, "invalid authorization value"]),
  ),
};
