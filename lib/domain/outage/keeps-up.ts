import { type Instant, SECOND } from "../clock/instant.ts";
import { AWAY_AFTER_MS } from "./outage.ts";

/** What Lanekeeper owes and since when; null where nothing is due, or nothing was ever heard. */
export interface Pulse {
  dueLaneSince: Instant | null;
  dueCommandSince: Instant | null;
  receptionAt: Instant | null;
}

const MOST_LATE_MS = 30 * SECOND;

/** In words, what does not keep up at `now`; empty where clock and delivery do. */
export function whatLags({ dueLaneSince, dueCommandSince, receptionAt }: Pulse, now: Instant): string[] {
  const isLate = (since: Instant | null) => since !== null && now - since > MOST_LATE_MS;
  return [
    ...(isLate(dueLaneSince) ? ["lanes are judged late"] : []),
    ...(isLate(dueCommandSince) ? ["commands are followed up late"] : []),
    ...(receptionAt === null || now - receptionAt > AWAY_AFTER_MS ? ["no web server takes events and delivers commands"] : []),
  ];
}
