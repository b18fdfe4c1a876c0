import type { ProviderRules } from "../provider-rules.ts";
import { byCode } from "../rules.ts";
import { ACCOUNT_INACTIVE, EXPIRED, REVOKED, SCOPE } from "../verdicts.ts";

export const square: ProviderRules = {
  names: ["square", "squareup"],
  rule: byCode(
    [EXPIRED, "ACCESS_TOKEN_EXPIRED"],
    [REVOKED, "ACCESS_TOKEN_REVOKED"],
    [SCOPE, "INSUFFICIENT_SCOPES"],
    [ACCOUNT_INACTIVE, "CLIENT_DISABLED APPLICATION_DISABLED"],
  ),
};
