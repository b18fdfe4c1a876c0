import type { Answer } from "./answer.ts";
import type { AuthVerdict, Knowledge } from "./types.ts";

const SKEW_MS = 60_000;
const REPLICATION_S = 5;

/** A 401 that may mean expired or revoked: decided by what is known of the credential, and never more than inferred. */
export function ambiguous401(answer: Answer, knowledge: Knowledge): AuthVerdict {
  const { expiresAt, succeededBefore, ageS } = knowledge;
  if (expiresAt instanceof Date && expiresAt.getTime() - skewMs(expiresAt, knowledge) <= serverNow(answer, knowledge)) {
    return { outcome: "credential_expired", certainty: "inferred", reason: "past_known_expiry" };
  }
  if (ageS !== undefined && ageS < REPLICATION_S)
    return { outcome: "auth_unclassified", certainty: "inferred", reason: "too_new" };
  const endKnown = expiresAt instanceof Date || expiresAt === "never";
  if (endKnown && succeededBefore) return { outcome: "credential_revoked", certainty: "inferred", reason: "worked_before" };
  return { outcome: "auth_unclassified", certainty: "inferred", reason: succeededBefore ? "no_known_expiry" : "no_history" };
}

function serverNow(answer: Answer, knowledge: Knowledge): number {
  const date = Date.parse(answer.header("date") ?? "");
  return Number.isNaN(date) ? knowledge.now.getTime() : date;
}

/** A credential that lives for minutes gets a tenth of its life, or the allowance would swallow most of it. */
function skewMs(expiresAt: Date, { now, ageS }: Knowledge): number {
  if (ageS === undefined) return SKEW_MS;
  const lifeMs = expiresAt.getTime() - now.getTime() + ageS * 1_000;
  return Math.min(SKEW_MS, Math.max(0, lifeMs * 0.1));
}
