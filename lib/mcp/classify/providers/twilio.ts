import { byWordsThenHistory } from "../generic-phrases.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf } from "../rules.ts";
import { ACCOUNT_INACTIVE, EXPIRED_INFERRED, LIMITED, LIMITED_INFERRED, USER_PERMISSION, WRONG_KIND } from "../verdicts.ts";

export const twilio: ProviderRules = {
  names: ["twilio"],
  rule: firstOf(
    byPhrase([EXPIRED_INFERRED, "access token expired"]),
    byCode(
      [byWordsThenHistory, 20003, 20101, 20102, 70002],
      [EXPIRED_INFERRED, 20104],
      [ACCOUNT_INACTIVE, 20005, 10001, 90010],
      [WRONG_KIND, 20008, 20006],
      [USER_PERMISSION, 70051, 20403],
      [LIMITED, 20429],
      [LIMITED_INFERRED, 14107, 63018],
    ),
  ),
};
