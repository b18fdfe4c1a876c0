import type { Instant } from "../clock/instant.ts";
import type { Control } from "../vocabulary.ts";

/** Desired state, kept by Lanekeeper. Pause and containment can both hold; ending one leaves the other. */
export interface Desired {
  pausedAt: Instant | null;
  pausedUntil: Instant | null;
  containedAt: Instant | null;
}

export const ACTIVE: Desired = { pausedAt: null, pausedUntil: null, containedAt: null };

/** Whether a pause with an end has reached it. */
export const pauseIsOver = ({ pausedAt, pausedUntil }: Desired, now: Instant): boolean =>
  pausedAt !== null && pausedUntil !== null && now >= pausedUntil;

/** Whether an operator holds the lane paused, contained or not. */
export const isPaused = (desired: Desired, now: Instant): boolean => desired.pausedAt !== null && !pauseIsOver(desired, now);

/** What the lane shall be at `now`; contained wins. */
export function controlOf(desired: Desired, now: Instant): Control {
  if (desired.containedAt !== null) return "contained";
  return isPaused(desired, now) ? "paused" : "active";
}
