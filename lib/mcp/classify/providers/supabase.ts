import { byHistory } from "../by-history.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf, onStatus, type Rule } from "../rules.ts";
import { CLOCK_SKEW, EXPIRED_INFERRED, MALFORMED, NO_CREDENTIAL, USER_PERMISSION } from "../verdicts.ts";

const jwt: Rule = firstOf(
  byPhrase([EXPIRED_INFERRED, "jwt expired | token is expired"], [CLOCK_SKEW, "issued at future"], [MALFORMED, "parts in jwt"]),
  byHistory,
);

/** PostgREST's and GoTrue's codes; a row policy refuses with Postgres' own code. */
export const supabase: ProviderRules = {
  names: ["supabase", "postgrest"],
  rule: onStatus([401, 403], byCode([jwt, "PGRST301 PGRST303 bad_jwt"], [NO_CREDENTIAL, "PGRST302"], [USER_PERMISSION, "42501"])),
};
