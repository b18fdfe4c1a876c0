import { byHistory } from "../by-history.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf } from "../rules.ts";
import { EXPIRED_INFERRED, NO_CREDENTIAL, SCOPE_INFERRED, USER_PERMISSION } from "../verdicts.ts";

/** 124 is said of expired and of bad tokens: the sentence tells which. */
const invalidToken = firstOf(
  byPhrase([SCOPE_INFERRED, "does not contain scopes"], [EXPIRED_INFERRED, "token is expired | token has expired"]),
  byHistory,
);

export const zoom: ProviderRules = {
  names: ["zoom"],
  rule: byCode([invalidToken, 124], [SCOPE_INFERRED, 4711, 104], [NO_CREDENTIAL, 4700], [USER_PERMISSION, 200, 3161]),
};
