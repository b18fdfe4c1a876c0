import { type Instant, MINUTE, SECOND } from "../clock/instant.ts";
import type { OutagePart } from "../vocabulary.ts";

/** A time in which a part of Lanekeeper was away; one without an end is not over. */
export interface Outage {
  part: OutagePart;
  startedAt: Instant;
  endedAt: Instant | null;
}

/** How often each part shows that it works, and after how long without it counts as away. */
export const BEAT_MS = 3 * SECOND;
export const AWAY_AFTER_MS = 15 * SECOND;

/** How long after an outage servers have to send what they kept; timers start again after that. */
export const RESTART_MS = 2 * MINUTE;

/**
 * The latest time in which no server was heard: only that leaves a backlog, and makes silence mean nothing. One that ended too
 * shortly before for servers to have come back belongs to it.
 */
export function lastDeafness(outages: readonly Outage[], now: Instant): { startedAt: Instant; endedAt: Instant } | null {
  const [latest, ...earlier] = outages
    .filter(({ part }) => part === "reception")
    .map(({ startedAt, endedAt }) => ({ startedAt, endedAt: endedAt ?? now }))
    .toSorted((a, b) => b.endedAt - a.endedAt);
  if (!latest) return null;
  const startedAt = earlier.reduce(
    (since, before) => (before.endedAt + RESTART_MS >= since ? Math.min(since, before.startedAt) : since),
    latest.startedAt,
  );
  return { startedAt, endedAt: latest.endedAt };
}

/** Until when alerts wait for what servers kept meanwhile; null where nothing holds them. */
export function heldUntil(outages: readonly Outage[], now: Instant): Instant | null {
  const deafness = lastDeafness(outages, now);
  const until = deafness && deafness.endedAt + RESTART_MS;
  return until !== null && now < until ? until : null;
}

/** Whether something that happened at `at` happened while a part was away. */
export const isDuring = (outages: readonly Outage[], at: Instant): boolean =>
  outages.some(({ startedAt, endedAt }) => at >= startedAt && (endedAt === null || at <= endedAt));
