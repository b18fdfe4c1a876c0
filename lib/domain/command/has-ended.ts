import type { RotationPhase } from "../vocabulary.ts";

interface Ending {
  phase: RotationPhase | null;
  finishedAt: Date | null;
  closedAs: string | null;
  code: string | null;
}

/**
 * Whether nothing moves a command any more, whatever its replicas still say. A rotation has succeeded before it ends:
 * it waits for its old generation to die, until the next rotation takes its place.
 */
export const hasEnded = ({ phase, finishedAt, closedAs, code }: Ending): boolean =>
  finishedAt !== null && (phase !== "retire_old" || closedAs !== null || code === "superseded");
