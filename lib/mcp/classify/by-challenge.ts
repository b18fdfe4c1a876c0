import { byHistory } from "./by-history.ts";
import { challengeOf } from "./challenge.ts";
import type { Meaning, Rule } from "./rules.ts";
import { EXPIRED_INFERRED, MFA_REQUIRED, POLICY, REVOKED_INFERRED, SCOPE } from "./verdicts.ts";

/** `expired` and `revoked` beside each other, or beside other causes, tell neither. */
const ONLY_EXPIRED =
  /^(?:the )?(?:access |id |bearer )?(?:token|jwt|session)(?: has| is| was)? ?(?:been )?expired(?: at [\w:. /+-]+| on [\w:. /+-]+)?\.?$/;
const ONLY_REVOKED = /^(?:the )?(?:access |bearer )?(?:token|session)(?: has| is| was)? ?(?:been )?revoked\.?$/;

const MEANINGS: Readonly<Record<string, Meaning>> = {
  insufficient_scope: SCOPE,
  insufficient_claims: POLICY,
  insufficient_user_authentication: MFA_REQUIRED,
  invalid_token: (answer) => {
    const { description } = challengeOf(answer);
    if (ONLY_EXPIRED.test(description)) return EXPIRED_INFERRED;
    return ONLY_REVOKED.test(description) ? REVOKED_INFERRED : undefined;
  },
};

/** The challenge speaks even beside a page: it is made for programs. */
export const byChallenge: Rule = (answer, knowledge) => {
  if (answer.status !== 401 && answer.status !== 403) return undefined;
  const { error } = challengeOf(answer);
  const meaning = Object.hasOwn(MEANINGS, error) ? MEANINGS[error] : undefined;
  const judgement = typeof meaning === "function" ? meaning(answer, knowledge) : meaning;
  if (judgement !== undefined) return judgement;
  return error === "invalid_token" && (answer.isPage || answer.status === 403) ? byHistory(answer, knowledge) : undefined;
};
