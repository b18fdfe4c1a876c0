import { byHistory } from "../by-history.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf, onStatus } from "../rules.ts";
import { BILLING, LIMITED, LIMITED_INFERRED, SCOPE_INFERRED } from "../verdicts.ts";

const byGraphqlCode = byCode([LIMITED, "THROTTLED"], [LIMITED_INFERRED, "MAX_COST_EXCEEDED"], [SCOPE_INFERRED, "ACCESS_DENIED"]);

/** Refuses scopes in prose, GraphQL in a 200, and an unpaid shop with 402. */
export const shopify: ProviderRules = {
  names: ["shopify"],
  failsInSuccess: true,
  inSuccess: byGraphqlCode,
  rule: firstOf(
    onStatus([402], () => BILLING),
    byPhrase(
      [SCOPE_INFERRED, "merchant approval for | access denied for | access scope"],
      [byHistory, "invalid api key or access token | unrecognized login"],
    ),
    byGraphqlCode,
  ),
};
