import { byWordsThenHistory } from "../generic-phrases.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode } from "../rules.ts";
import { LIMITED_INFERRED, LOCKED_OUT, MFA_REQUIRED, USER_PERMISSION, WRONG_KIND } from "../verdicts.ts";

/** JSON codes of the API. */
export const discord: ProviderRules = {
  names: ["discord"],
  rule: byCode(
    [byWordsThenHistory, 40001, 50014, 50025, 50027],
    [USER_PERMISSION, 50001, 50013, 50005],
    [WRONG_KIND, 20001, 20002],
    [LOCKED_OUT, 40002, 40067],
    [MFA_REQUIRED, 60003],
    [LIMITED_INFERRED, 20016, 20022, 20028, 20029, 31001, 40062],
  ),
};
