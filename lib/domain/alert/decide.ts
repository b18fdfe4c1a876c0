import type { Instant } from "../clock/instant.ts";
import type { LaneView } from "../lane/view.ts";
import { heldUntil, lastDeafness, type Outage } from "../outage/outage.ts";
import type { AlertResolution, Control } from "../vocabulary.ts";
import type { Glimpse } from "./meanwhile.ts";
import { type AlertSubject, sameSubject, type WantedAlert, wantedAlerts } from "./wanted.ts";

export interface OpenAlert extends AlertSubject {
  id: string;
  openedAt: Instant;
  acked: boolean;
  /** Whether what it tells of was over before Lanekeeper heard of it. */
  missed: boolean;
}

export interface AlertToOpen extends WantedAlert {
  missed: boolean;
}

export interface AlertToResolve extends OpenAlert {
  resolution: AlertResolution;
}

/** What began and ended while Lanekeeper was away: it is recorded, and pages nobody. */
export interface MissedAlert extends WantedAlert {
  endedAt: Instant;
}

export interface AlertDecision {
  open: readonly AlertToOpen[];
  /** Alerts whose condition no longer holds. */
  resolve: readonly AlertToResolve[];
  missed: readonly MissedAlert[];
  /** When those that wait for the backlog are decided on; null where none waits. */
  heldUntil: Instant | null;
}

/** What is known besides the lane as it is now. */
export interface Backdrop {
  now: Instant;
  control: Control;
  outages: readonly Outage[];
  /** What would have been wanted before: as the lane last stood, and at moments that late facts tell of. */
  earlier: readonly Glimpse[];
}

/**
 * What to open and what to close. One alert per lane, condition and generation. A revocation waits for a human:
 * its alert stays open until the condition is gone and somebody has ended the containment.
 * After Lanekeeper's own outage all but a revocation waits until servers have sent what they kept.
 */
export function decideAlerts(open: readonly OpenAlert[], view: LaneView, backdrop: Backdrop): AlertDecision {
  const wanted = wantedAlerts(view);
  const isOpen = (subject: AlertSubject) => open.some((other) => sameSubject(other, subject));
  const isWanted = (subject: AlertSubject) => wanted.some((other) => sameSubject(other, subject));
  const fresh = wanted.filter((alert) => !isOpen(alert));
  const held = fresh.filter((alert) => mustWait(alert, view, backdrop));
  const over = view.ended ? [] : onePerSubject(backdrop.earlier).filter((glimpse) => !isOpen(glimpse) && !isWanted(glimpse));
  const revoked = over.filter(({ condition }) => condition === "revoked");
  return {
    open: [
      ...fresh.filter((alert) => !held.includes(alert)).map((alert) => ({ ...alert, missed: false })),
      ...revoked.map(({ until, ...alert }) => ({ ...alert, missed: true })),
    ],
    resolve: open
      .filter((alert) => !isWanted(alert) && mayClose(alert, view, backdrop))
      .map((alert) => ({ ...alert, resolution: resolutionOf(alert, view) })),
    missed: over
      .filter((glimpse) => !revoked.includes(glimpse))
      .map(({ until, ...alert }) => ({ ...alert, endedAt: until ?? backdrop.now })),
    heldUntil: held.length > 0 ? heldUntil(backdrop.outages, backdrop.now) : null,
  };
}

/** What was seen several times is told once, from the first time on. */
const onePerSubject = (glimpses: readonly Glimpse[]): Glimpse[] =>
  glimpses.filter((glimpse, index) => glimpses.findIndex((other) => sameSubject(other, glimpse)) === index);

/** What began before Lanekeeper was back, or on a lane not heard of since, may be over already: the backlog will tell. */
function mustWait({ severity, since }: WantedAlert, { lastReportAt }: LaneView, { outages, now }: Backdrop): boolean {
  const deafness = lastDeafness(outages, now);
  if (severity === "containment" || !deafness || heldUntil(outages, now) === null) return false;
  return (since ?? now) <= deafness.endedAt || (lastReportAt ?? 0) < deafness.endedAt;
}

function mayClose(alert: OpenAlert, view: LaneView, { control }: Backdrop): boolean {
  if (view.ended || alert.condition !== "revoked") return true;
  return control !== "contained" && (!alert.missed || alert.acked);
}

function resolutionOf(alert: OpenAlert, view: LaneView): AlertResolution {
  if (view.ended) return "lane_ended";
  if (alert.missed) return "missed_while_away";
  return wasInService(alert, view) ? "never_out_of_service" : "over";
}

/** Whether what serves now was issued before the old one ended, and Lanekeeper only heard of it late. */
const wasInService = ({ condition, openedAt }: OpenAlert, { inServiceSince }: LaneView): boolean =>
  condition === "expired" && inServiceSince !== null && inServiceSince <= openedAt;
