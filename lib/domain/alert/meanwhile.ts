import type { Instant } from "../clock/instant.ts";
import type { Fact } from "../lane/fact.ts";
import { fold } from "../lane/fold.ts";
import type { LaneInput } from "../lane/scene.ts";
import { view } from "../lane/view.ts";
import { isDuring, type Outage } from "../outage/outage.ts";
import { sameSubject, type WantedAlert, wantedAlerts } from "./wanted.ts";

/** An alert that would have been wanted while Lanekeeper was away, until the first later fact that speaks against it. */
export interface Glimpse extends WantedAlert {
  until: Instant | null;
}

/**
 * Looks at the lane as it was when each late fact happened, just before and just after it, as the clock would have then.
 * `input` is the lane without these facts. Facts told on time are no news of that kind.
 */
export function lookBack(input: LaneInput, facts: readonly Fact[], outages: readonly Outage[]): Glimpse[] {
  const late = facts.filter(({ stamp }) => isDuring(outages, stamp.at)).toSorted((a, b) => a.stamp.at - b.stamp.at);
  let glimpses: Glimpse[] = [];
  let state = input.state;
  for (const fact of late) {
    const { at } = fact.stamp;
    glimpses = add(glimpses, wantedAlerts(view({ ...input, state }, at)), at);
    state = fold(state, fact);
    glimpses = add(glimpses, wantedAlerts(view({ ...input, state }, at)), at);
  }
  return glimpses;
}

function add(glimpses: readonly Glimpse[], wanted: readonly WantedAlert[], at: Instant): Glimpse[] {
  const fresh = wanted.filter((alert) => !glimpses.some((glimpse) => glimpse.until === null && sameSubject(glimpse, alert)));
  return [
    ...glimpses.map((glimpse) =>
      glimpse.until === null && !wanted.some((alert) => sameSubject(alert, glimpse)) ? { ...glimpse, until: at } : glimpse,
    ),
    ...fresh.map((alert) => ({ ...alert, until: null })),
  ];
}
