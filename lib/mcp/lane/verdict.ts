import type { Certainty, Outcome } from "../../domain/vocabulary.ts";

export type DeadOutcome = "credential_expired" | "credential_revoked";
/** `reason`: a rule's code, or what a probe of the author's own said. */
export interface DeadVerdict {
  outcome: DeadOutcome;
  certainty: Certainty;
  reason?: string;
}

/** Whether a verdict ends the credential, rather than one call. */
export function isDead<Verdict extends { outcome: Outcome }>(verdict: Verdict): verdict is Verdict & { outcome: DeadOutcome } {
  return verdict.outcome === "credential_expired" || verdict.outcome === "credential_revoked";
}
