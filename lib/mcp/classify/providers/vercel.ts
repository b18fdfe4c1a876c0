import { asRecord } from "../fields.ts";
import { byWordsThenHistory } from "../generic-phrases.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { onStatus } from "../rules.ts";
import { NO_CREDENTIAL, SSO_INFERRED } from "../verdicts.ts";

/** One code, `forbidden`, and flags beside it that tell why. */
export const vercel: ProviderRules = {
  names: ["vercel", "zeit"],
  rule: onStatus([401, 403], (answer, knowledge) => {
    const { invalidToken, missingToken, saml } = asRecord(answer.body.error);
    if (saml === true) return SSO_INFERRED;
    if (missingToken === true) return NO_CREDENTIAL;
    return invalidToken === true ? byWordsThenHistory(answer, knowledge) : undefined;
  }),
};
