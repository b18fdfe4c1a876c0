import { byChallenge } from "./by-challenge.ts";
import { byHistory } from "./by-history.ts";
import { byInvalidCode, byPreciseCode, byRefusalCode, byVagueCode } from "./generic-codes.ts";
import { byWordsOf400, byWordsOf401, byWordsOf402, byWordsOf403, byWordsOf429 } from "./generic-phrases.ts";
import { byLimits } from "./limits.ts";
import { firstOf, type Rule } from "./rules.ts";
import { FORBIDDEN } from "./verdicts.ts";

/** A firewall that wants to see a browser speaks of the caller, not of the credential. */
const byFirewall: Rule = (answer) => (answer.header("cf-mitigated") === undefined ? undefined : null);

/** A 401 is judged before any rate header: there an empty quota means nothing. A page tells nothing. */
const unauthorized = firstOf(byWordsOf401, (answer, knowledge) => (answer.isPage ? null : byHistory(answer, knowledge)));
const forbidden = firstOf(byLimits, byWordsOf403, byInvalidCode, byRefusalCode, byVagueCode, (answer) =>
  answer.isPage ? null : FORBIDDEN,
);

const badRequest = firstOf(byWordsOf400, byInvalidCode);

const BY_STATUS: Readonly<Record<number, Rule>> = {
  400: badRequest,
  401: unauthorized,
  402: firstOf(byWordsOf402, byInvalidCode),
  403: forbidden,
  420: byLimits,
  429: firstOf(byWordsOf429, byLimits),
  498: unauthorized,
};

/** What any answer from 400 on means by the standards and by what is common among providers; null where it is no credential problem. */
export const byStandards = firstOf(byFirewall, byPreciseCode, byChallenge, (answer, knowledge) =>
  BY_STATUS[answer.status]?.(answer, knowledge),
);
