import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf } from "../rules.ts";
import { ACCOUNT_INACTIVE, LIMITED, POLICY, QUOTA } from "../verdicts.ts";

/** The `type` says little more than the status; money and policy are told in sentences, some with status 400. */
export const anthropic: ProviderRules = {
  names: ["anthropic", "claude"],
  rule: firstOf(
    byPhrase(
      [QUOTA, "credit balance is too low | specified api usage limits | usage limit"],
      [ACCOUNT_INACTIVE, "organization has been disabled"],
      [POLICY, "not allowed for this organization | only authorized for use with"],
    ),
    byCode([QUOTA, "billing_error"], [LIMITED, "rate_limit_error"], [null, "overloaded_error api_error"]),
  ),
};
