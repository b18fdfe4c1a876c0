import type { Instant } from "../clock/instant.ts";
import type { OutagePart } from "../vocabulary.ts";
import { AWAY_AFTER_MS, type Outage } from "./outage.ts";

/** What Lanekeeper knows of itself: when each part last showed that it works, and the latest times that each was away. */
export interface Watch {
  beats: readonly { part: OutagePart; at: Instant }[];
  outages: readonly Outage[];
}

/** The outages to reckon with at `now`: a part whose last beat is too old is away, and nobody has written that down yet. */
export function outagesAt({ beats, outages }: Watch, now: Instant): Outage[] {
  const away = beats.filter(({ at }) => now - at > AWAY_AFTER_MS);
  return [...outages, ...away.map(({ part, at }): Outage => ({ part, startedAt: at, endedAt: null }))];
}
