import type { Instant } from "../clock/instant.ts";
import type { OffClock } from "../clock/off-clock.ts";
import type { Freshness, Presence } from "../vocabulary.ts";

/** One replica boot as its server last heard of it. Receive times are the server's own. */
export interface ReplicaPresence {
  startedAt: Instant;
  lastReportAt: Instant;
  stopped: boolean;
  /** It reports under a workstation key. */
  workstation?: boolean;
  heartbeatMs: number;
  /** Until when its silence means nothing, because Lanekeeper itself could not be reached. */
  excusedUntil?: Instant;
  /** Set where its clock is so wrong that its events are refused. */
  offClock?: OffClock;
}

/** Boots by name: every live one of the server, and every one that has state on the lane. */
export type Replicas = Readonly<Record<string, ReplicaPresence>>;

/** How often a replica is expected to report where it does not say. */
export const DEFAULT_HEARTBEAT_S = 30;

/** How many heartbeats may be missed before a replica counts as gone. */
export const MISSED_HEARTBEATS = 3;

/** The instant from which a replica that says nothing more is no longer live. */
export const silentFrom = ({ lastReportAt, heartbeatMs, excusedUntil }: ReplicaPresence): Instant =>
  Math.max(lastReportAt + MISSED_HEARTBEATS * heartbeatMs, excusedUntil ?? lastReportAt);

export const isLive = (replica: ReplicaPresence, now: Instant): boolean => !replica.stopped && now < silentFrom(replica);

/** Who reports to a lane, and who did. */
export interface Attendance {
  replicas: Replicas;
  /** When a boot that has left, and is no longer among the replicas, was last heard. */
  leftAt?: Instant | null;
}

/** Those whose coming and going is the lane's: services alone, where any ever held it. */
export const attendanceOf = <A extends Attendance>(attendance: A, hasServices: boolean): A =>
  hasServices
    ? {
        ...attendance,
        replicas: Object.fromEntries(Object.entries(attendance.replicas).filter(([, { workstation }]) => !workstation)),
      }
    : attendance;

/** When anybody was last heard; null where nobody ever was. */
export const lastReportAt = ({ replicas, leftAt = null }: Attendance): Instant | null =>
  Object.values(replicas).reduce<Instant | null>(
    (latest, replica) => Math.max(latest ?? replica.lastReportAt, replica.lastReportAt),
    leftAt,
  );

/**
 * Whether a boot counts no more, because it said goodbye or another was heard after it fell silent. What has left may be forgotten:
 * only the moment it was last heard still matters. Boots that fell silent together have not left, since nobody took their place.
 */
export const hasLeft = (replica: ReplicaPresence, heardAt: Instant): boolean => replica.stopped || heardAt >= silentFrom(replica);

export function freshnessOf(attendance: Attendance, presence: Presence, now: Instant): Freshness {
  if (Object.values(attendance.replicas).some((replica) => isLive(replica, now))) return "live";
  if (lastReportAt(attendance) === null) return "never_reported";
  return presence === "on_demand" ? "idle" : "silent";
}
