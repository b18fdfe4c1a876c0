import { byHistory } from "../by-history.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byPhrase, onStatus } from "../rules.ts";
import { EXPIRED_INFERRED, SCOPE_INFERRED } from "../verdicts.ts";

/** Plain sentences instead of codes. */
export const trello: ProviderRules = {
  names: ["trello"],
  rule: onStatus(
    [400, 401, 403],
    byPhrase(
      [EXPIRED_INFERRED, "expired token | token expired"],
      [SCOPE_INFERRED, "unauthorized permission requested | unauthorized card permission | unauthorized organization permission"],
      [byHistory, "invalid token | invalid key | invalid app token"],
    ),
  ),
};
