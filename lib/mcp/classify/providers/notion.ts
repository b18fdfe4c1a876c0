import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf } from "../rules.ts";
import { LIMITED, POLICY, SCOPE_INFERRED } from "../verdicts.ts";

/** `object_not_found` also means "not shared with the integration", so it tells nothing of the credential. */
export const notion: ProviderRules = {
  names: ["notion"],
  rule: firstOf(
    byPhrase([POLICY, "account is restricted"]),
    byCode([SCOPE_INFERRED, "restricted_resource"], [LIMITED, "rate_limited"], [null, "object_not_found"]),
  ),
};
