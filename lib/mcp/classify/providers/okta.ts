import { byWordsThenHistory } from "../generic-phrases.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode } from "../rules.ts";
import { EXPIRED_INFERRED, IP_POLICY, LIMITED, LOCKED_OUT, MFA_REQUIRED, POLICY, USER_PERMISSION } from "../verdicts.ts";

export const okta: ProviderRules = {
  names: ["okta"],
  rule: byCode(
    [byWordsThenHistory, "E0000004 E0000005 E0000011"],
    [USER_PERMISSION, "E0000006"],
    [POLICY, "E0000015"],
    [LIMITED, "E0000047"],
    [LOCKED_OUT, "E0000069 E0000119"],
    [EXPIRED_INFERRED, "E0000064"],
    [MFA_REQUIRED, "E0000100 E0000135"],
    [IP_POLICY, "E0000207"],
  ),
};
