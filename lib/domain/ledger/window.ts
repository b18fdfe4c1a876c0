import type { Instant } from "../clock/instant.ts";
import { DEGRADED_CAUSES, type DegradedCause } from "../vocabulary.ts";

/** A time in which a lane could not serve as promised; one without an end is not over. */
export interface DegradedWindow {
  startedAt: Instant;
  endedAt: Instant | null;
  cause: DegradedCause;
  generation: number | null;
}

/** The one that tells where a window began and why: the earlier, and of two at one moment the graver. */
export const compareBeginnings = (
  a: Pick<DegradedWindow, "startedAt" | "cause">,
  b: Pick<DegradedWindow, "startedAt" | "cause">,
): number => a.startedAt - b.startedAt || DEGRADED_CAUSES.indexOf(a.cause) - DEGRADED_CAUSES.indexOf(b.cause);

const endOf = ({ endedAt }: DegradedWindow): Instant => endedAt ?? Number.POSITIVE_INFINITY;

/** Makes one window of all that touch, so that several voices about one time are not several windows. Oldest first. */
export function uniteWindows(windows: readonly DegradedWindow[]): DegradedWindow[] {
  const united: DegradedWindow[] = [];
  for (const window of windows.toSorted(compareBeginnings)) {
    const last = united.at(-1);
    if (!last || window.startedAt > endOf(last)) united.push(window);
    else if (endOf(window) > endOf(last)) united[united.length - 1] = { ...last, endedAt: window.endedAt };
  }
  return united;
}
