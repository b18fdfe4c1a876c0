import { byWordsThenHistory } from "../generic-phrases.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode } from "../rules.ts";
import { EXPIRED, LIMITED, NO_CREDENTIAL, REVOKED, USER_PERMISSION } from "../verdicts.ts";

export const linkedin: ProviderRules = {
  names: ["linkedin"],
  rule: byCode(
    [REVOKED, "REVOKED_ACCESS_TOKEN", 65601],
    [EXPIRED, "EXPIRED_ACCESS_TOKEN", 65602],
    [byWordsThenHistory, "INVALID_ACCESS_TOKEN", 65600],
    [NO_CREDENTIAL, "EMPTY_ACCESS_TOKEN", 65604],
    [USER_PERMISSION, "ACCESS_DENIED", 100],
    [LIMITED, "TOO_MANY_REQUESTS", 101],
  ),
};
