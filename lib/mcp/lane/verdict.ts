import type { AuthVerdict } from "../classify/types.ts";

export type DeadOutcome = "credential_expired" | "credential_revoked";
export type DeadVerdict = AuthVerdict & { outcome: DeadOutcome };

/** Whether a verdict ends the credential, rather than one call. */
export function isDead(verdict: AuthVerdict): verdict is DeadVerdict {
  return verdict.outcome === "credential_expired" || verdict.outcome === "credential_revoked";
}
