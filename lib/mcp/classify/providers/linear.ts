import { byWordsThenHistory } from "../generic-phrases.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf } from "../rules.ts";
import { LIMITED, SCOPE_INFERRED, USER_PERMISSION } from "../verdicts.ts";

/** GraphQL codes of `extensions`, which come with 200, 400 and 401 alike. */
const byLinearError = firstOf(
  byPhrase([SCOPE_INFERRED, "invalid scope"], [byWordsThenHistory, "authentication required, not authenticated"]),
  byCode(
    [LIMITED, "ratelimited"],
    [SCOPE_INFERRED, "insufficient_scope"],
    [byWordsThenHistory, "authentication_error AuthenticationLinearError"],
    [USER_PERMISSION, "forbidden ForbiddenLinearError"],
  ),
);

export const linear: ProviderRules = { names: ["linear"], failsInSuccess: true, inSuccess: byLinearError, rule: byLinearError };
