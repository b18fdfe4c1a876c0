import { byHistory } from "../by-history.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode } from "../rules.ts";
import { LIMITED, SCOPE_INFERRED, USER_PERMISSION } from "../verdicts.ts";

/** GraphQL codes of `extensions`, which come with 200, 400 and 401 alike. */
const byLinearCode = byCode(
  [LIMITED, "RATELIMITED"],
  [SCOPE_INFERRED, "INSUFFICIENT_SCOPE"],
  [byHistory, "AUTHENTICATION_ERROR AuthenticationLinearError"],
  [USER_PERMISSION, "FORBIDDEN ForbiddenLinearError"],
);

export const linear: ProviderRules = { names: ["linear"], failsInSuccess: true, inSuccess: byLinearCode, rule: byLinearCode };
