import { byHistory } from "../by-history.ts";
import { asRecord } from "../fields.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byPhrase, firstOf, type Meaning, type Rule } from "../rules.ts";
import {
  EXPIRED,
  EXPIRED_INFERRED,
  LIMITED,
  LOCKED_OUT,
  NO_CREDENTIAL,
  POLICY,
  REVOKED_INFERRED,
  USER_PERMISSION,
} from "../verdicts.ts";

/** Subcodes of 190 and 102: what became of the token. */
const SUBCODES: ReadonlyMap<unknown, Meaning> = new Map<unknown, Meaning>([
  [463, EXPIRED],
  [458, REVOKED_INFERRED],
  [460, REVOKED_INFERRED],
  [467, byHistory],
  [459, LOCKED_OUT],
  [464, LOCKED_OUT],
  [492, byHistory],
]);
const RATE_CODES = new Set([4, 17, 32, 341, 613, 80000, 80001, 80002, 80003, 80004, 80005, 80006, 80008, 80009, 80014, 130429]);

const invalidToken: Rule = firstOf(
  byPhrase(
    [
      REVOKED_INFERRED,
      `has not authorized application | changed their password | changed the password | session has been invalidated`,
    ],
    [EXPIRED_INFERRED, "session has expired | token has expired"],
  ),
  byHistory,
);

/** Graph API of Facebook, Instagram and WhatsApp: the status is 400 for nearly everything, the code decides. */
const byGraphCode: Rule = (answer, knowledge) => {
  const { code, error_subcode: subcode } = asRecord(answer.body.error);
  if (typeof code !== "number") return undefined;
  if (code === 190 || code === 102) {
    const meaning = SUBCODES.get(subcode) ?? invalidToken;
    return typeof meaning === "function" ? meaning(answer, knowledge) : meaning;
  }
  if (RATE_CODES.has(code)) return LIMITED(answer, knowledge);
  if (code === 10 || code === 3 || (code >= 200 && code <= 299)) return USER_PERMISSION(answer, knowledge);
  if (code === 368) return POLICY;
  if (code === 2500) return NO_CREDENTIAL;
  return code === 1 || code === 2 || code === 100 ? null : undefined;
};

export const meta: ProviderRules = {
  names: ["meta", "facebook", "instagram", "whatsapp", "fb", "threads"],
  rule: byGraphCode,
};
