import { byHistory } from "../by-history.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf, onStatus } from "../rules.ts";
import { IP_POLICY, POLICY, QUOTA, SCOPE_INFERRED, USER_PERMISSION, WRONG_KIND } from "../verdicts.ts";

/** OpenAI, and the many that answer as it does. */
export const openai: ProviderRules = {
  names: ["openai", "chatgpt", "azureopenai", "openrouter", "groq", "deepseek", "mistral", "perplexity", "together", "xai"],
  rule: firstOf(
    byCode(
      [QUOTA, "insufficient_quota billing_hard_limit_reached billing_not_active"],
      [IP_POLICY, "ip_not_authorized"],
      [POLICY, "unsupported_country_region_territory"],
      [WRONG_KIND, `invalid_organization mismatched_organization invalid_project mismatched_project organization_required`],
    ),
    onStatus(
      [401, 403],
      byPhrase([SCOPE_INFERRED, "missing scopes"], [USER_PERMISSION, "insufficient permissions | does not have access to model"]),
    ),
    onStatus([402], byPhrase([QUOTA, "credit | balance | payment"])),
    onStatus([401], byCode([byHistory, "invalid_api_key"])),
  ),
};
