import type { Instant } from "../clock/instant.ts";
import type { Freshness, Presence } from "../vocabulary.ts";

/** One replica boot as its server last heard of it. Receive times are the server's own. */
export interface ReplicaPresence {
  startedAt: Instant;
  lastReportAt: Instant;
  stopped: boolean;
  heartbeatMs: number;
}

/** Boots by name: every live one of the server, and every one that has state on the lane. */
export type Replicas = Readonly<Record<string, ReplicaPresence>>;

/** How many heartbeats may be missed before a replica counts as gone. */
export const MISSED_HEARTBEATS = 3;

/** The instant from which a replica that says nothing more is no longer live. */
export const silentFrom = ({ lastReportAt, heartbeatMs }: ReplicaPresence): Instant =>
  lastReportAt + MISSED_HEARTBEATS * heartbeatMs;

export const isLive = (replica: ReplicaPresence, now: Instant): boolean => !replica.stopped && now < silentFrom(replica);

export function freshnessOf(replicas: Replicas, presence: Presence, now: Instant): Freshness {
  const all = Object.values(replicas);
  if (all.length === 0) return "never_reported";
  if (all.some((replica) => isLive(replica, now))) return "live";
  return presence === "on_demand" ? "idle" : "silent";
}

export const lastReportAt = (replicas: Replicas): Instant | null =>
  Object.values(replicas).reduce<Instant | null>((latest, replica) => Math.max(latest ?? 0, replica.lastReportAt), null);
