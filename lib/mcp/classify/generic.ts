import { byChallenge } from "./by-challenge.ts";
import { byInvalidCode, byOtherCause, byPreciseCode, byRefusalCode, byVagueCode } from "./generic-codes.ts";
import { byWordsOf400, byWordsOf402, byWordsOf403, byWordsOf429, byWordsThenHistory } from "./generic-phrases.ts";
import { byLimits } from "./limits.ts";
import { firstOf, onStatus, type Rule } from "./rules.ts";
import { FORBIDDEN } from "./verdicts.ts";

/** A 401 is judged before any rate header: there an empty quota means nothing. */
const unauthorized = byWordsThenHistory;
const forbidden = firstOf(byLimits, byOtherCause, byWordsOf403, byInvalidCode, byRefusalCode, byVagueCode, () => FORBIDDEN);

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
export const byStandards = firstOf(byPreciseCode, byChallenge, (answer, knowledge) =>
  BY_STATUS[answer.status]?.(answer, knowledge),
);

/** Beside a page only headers speak: it may come from a proxy, a login or a firewall on the way. */
export const byHeaders = firstOf(byChallenge, onStatus([420, 429], byLimits));
