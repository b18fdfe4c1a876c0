import type { Instant } from "../clock/instant.ts";
import { MISSED_HEARTBEATS, type Replicas, silentFrom } from "../lane/presence.ts";
import { lastDeafness, type Outage, RESTART_MS } from "./outage.ts";

/** Starts the timers of silence again after a time in which nobody could be heard, for every replica that was live when it began. */
export function excuse<R extends Replicas>(replicas: R, outages: readonly Outage[], now: Instant): R {
  const deafness = lastDeafness(outages, now);
  if (!deafness) return replicas;
  const { startedAt, endedAt } = deafness;
  const excused = Object.entries(replicas).map(([name, replica]) => {
    const wasCutOff = replica.lastReportAt < endedAt && silentFrom(replica) > startedAt;
    const excusedUntil = endedAt + RESTART_MS + MISSED_HEARTBEATS * replica.heartbeatMs;
    return [name, wasCutOff ? { ...replica, excusedUntil } : replica];
  });
  return Object.fromEntries(excused);
}
