import type { Instant } from "../clock/instant.ts";
import { lengthInWords } from "../clock/length-in-words.ts";
import type { Degradation } from "../ledger/degradation.ts";
import type { DegradedCause } from "../vocabulary.ts";

const BECAUSE: Record<DegradedCause, string> = {
  revoked: "the credential was revoked",
  expired: "the credential has expired",
  not_loaded: "no credential is loaded",
  contained: "it is contained",
  paused: "it is paused",
  refused: "a replica refuses calls",
};

export const describeWindowStart = ({ cause }: Pick<Degradation, "cause">): string =>
  `The lane does not serve: ${BECAUSE[cause]}`;

/** One sentence for the end of a degraded window, with what became of the calls in it. */
export function describeWindowEnd(window: {
  startedAt: Instant;
  endedAt: Instant;
  served: number;
  refused: number;
  neverOut: boolean;
}): string {
  if (window.neverOut) return "The lane was never out of service: its next credential had been issued in time";
  const lasted = lengthInWords(window.endedAt - window.startedAt);
  return `The lane serves again after ${lasted}: ${window.served} served, ${window.refused} refused meanwhile`;
}
