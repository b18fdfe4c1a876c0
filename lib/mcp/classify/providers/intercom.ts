import { byWordsThenHistory } from "../generic-phrases.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode } from "../rules.ts";
import { BILLING, REVOKED, REVOKED_INFERRED } from "../verdicts.ts";

export const intercom: ProviderRules = {
  names: ["intercom"],
  rule: byCode(
    [REVOKED, "token_revoked"],
    [REVOKED_INFERRED, "token_suspended token_blocked"],
    [byWordsThenHistory, "token_not_found token_unauthorized unauthorized"],
    [BILLING, "api_plan_restricted"],
  ),
};
