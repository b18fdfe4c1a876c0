import type { Answer } from "./answer.ts";
import type { Reason } from "./reasons.ts";
import { serverNow } from "./server-now.ts";
import type { AuthVerdict, Knowledge } from "./types.ts";

const SKEW_MS = 60_000;
const REPLICATION_S = 5;

/** A refusal that may mean expired or revoked: decided by what is known of the credential, and never more than inferred. */
export function byHistory(answer: Answer, knowledge: Knowledge): AuthVerdict {
  const { expiresAt, succeededBefore, ageS } = knowledge;
  if (isPast(answer, knowledge)) return inferred("credential_expired", "past_known_expiry");
  if (ageS !== undefined && ageS < REPLICATION_S) return inferred("auth_unclassified", "too_new");
  const endKnown = expiresAt instanceof Date || expiresAt === "never";
  if (endKnown && succeededBefore) return inferred("credential_revoked", "worked_before");
  return inferred("auth_unclassified", succeededBefore ? "no_known_expiry" : "no_history");
}

/** The same for keys that have no end of their own: one that worked and is refused now was taken away. */
export function byHistoryOfKey(answer: Answer, knowledge: Knowledge): AuthVerdict {
  return byHistory(answer, { ...knowledge, expiresAt: knowledge.expiresAt ?? "never" });
}

/** Whether the known end has come by the provider's clock, which may differ a little from the one that told the end. */
export function isPast(answer: Answer, knowledge: Knowledge): boolean {
  const { expiresAt, now } = knowledge;
  return expiresAt instanceof Date && expiresAt.getTime() - skewMs(expiresAt, knowledge) <= serverNow(answer, now);
}

function inferred(outcome: AuthVerdict["outcome"], reason: Reason): AuthVerdict {
  return { outcome, certainty: "inferred", reason };
}

/** A credential that lives for minutes gets a tenth of its life, or the allowance would swallow most of it. */
function skewMs(expiresAt: Date, { now, ageS }: Knowledge): number {
  if (ageS === undefined) return SKEW_MS;
  const lifeMs = expiresAt.getTime() - now.getTime() + ageS * 1_000;
  return Math.min(SKEW_MS, Math.max(0, lifeMs * 0.1));
}
