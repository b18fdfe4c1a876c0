import type { Instant } from "../clock/instant.ts";
import type { GenerationRef } from "../lane/fact.ts";
import type { CommandStatus } from "../vocabulary.ts";

/** How long a replica that is to confirm a verdict has before all are stopped. */
export const WITNESS_WITHIN_MS = 10_000;

/** What a replica's probe came to; `unable` where it cannot tell, null while it has not answered. */
export type ProbeResult = "passed" | "dead" | "unable" | null;

/** A probe that Lanekeeper sent to have a verdict confirmed or contradicted. */
export interface WitnessProbe {
  commandId: string;
  generation: GenerationRef;
  /** The verdicts it is to confirm or contradict. */
  verdictIds: readonly string[];
  answerBy: Instant;
  /** `at` is when it was said; null while nothing was. */
  answers: readonly { boot: string; result: ProbeResult; at: Instant | null }[];
}

const DEAD: ReadonlySet<string> = new Set(["credential_revoked", "credential_expired"]);
const WAITING: ReadonlySet<CommandStatus> = new Set(["queued", "delivered", "acknowledged", "timed_out"]);

/** What a target's status and code say of the credential. A replica that left, or cannot ask the provider, says nothing. */
export function probeResult(status: CommandStatus, code: string | null): ProbeResult {
  if (status === "succeeded") return "passed";
  if (WAITING.has(status)) return null;
  return status === "failed" && code !== null && DEAD.has(code) ? "dead" : "unable";
}

/**
 * Status of a probe from those of the replicas asked, one after the other: a replica that could not tell counts only
 * where no other was asked after it. Unanswered at its end, its state is unknown.
 */
export function probeStatus(
  targets: readonly { status: CommandStatus; code: string | null }[],
  isPastEnd: boolean,
): CommandStatus {
  const telling = targets.filter(({ status, code }) => probeResult(status, code) !== "unable");
  const said = telling.find(({ status }) => !WAITING.has(status)) ?? telling[0] ?? targets.at(-1);
  if (!said) return isPastEnd ? "expired" : "queued";
  return said.status;
}
