import type { Expiry, Instant } from "../clock/instant.ts";
import type { OffClock } from "../clock/off-clock.ts";
import type { Certainty, Condition, Freshness, Health, Outcome } from "../vocabulary.ts";
import { type Accord, accordOf, BEHIND_GRACE_MS, type Split } from "./accord.ts";
import { adoptableGeneration } from "./adoptable.ts";
import { findConditions } from "./conditions.ts";
import type { GenerationRef } from "./fact.ts";
import type { Finding } from "./finding.ts";
import { nextDeadline } from "./next-deadline.ts";
import { own } from "./own.ts";
import { attendanceOf, lastReportAt, type Replicas } from "./presence.ts";
import { type LaneInput, type Scene, setScene } from "./scene.ts";
import { inServiceSince, openedAt, type ShutGate, shutGate } from "./service.ts";
import { compareText } from "./stamp.ts";

/** The instants a lane's clock counts to; null where nothing is dated. */
export interface Deadlines {
  refreshAt: Instant | null;
  warnAt: Instant | null;
  refuseAt: Instant | null;
  expiresAt: Instant | null;
}

/** What holds of a lane at one moment. */
export interface LaneView {
  health: Health;
  findings: readonly Finding[];
  freshness: Freshness;
  outcome: Outcome | null;
  certainty: Certainty | null;
  /** The newest generation judged: what live replicas serve, else what was served last. */
  served: GenerationRef | null;
  /** The newest of these that nothing speaks against: what replicas are told to follow. */
  adoptable: GenerationRef | null;
  expiresAt: Expiry;
  /** Start of the life that ends first. */
  startsAt: Instant | null;
  deadlines: Deadlines;
  refreshesItself: boolean;
  /** Since when a refresh that should have come by itself has not; null while none is overdue. */
  refreshOverdueSince: Instant | null;
  lastReportAt: Instant | null;
  /** A replica's own word that it refuses calls; null while none says so. */
  shut: ShutGate | null;
  /** When replicas last told of what lets them serve. */
  openedAt: Instant | null;
  /** Since when there has been a credential for all that serve now, whenever that was told. */
  inServiceSince: Instant | null;
  /** Set where replicas serve two credentials under one number. */
  split: Split | null;
  /** Live replicas that serve an older generation than the newest proven one, and since when; `isLate` once no rotation explains it. */
  behind: { replicas: number; since: Instant; isLate: boolean } | null;
  /** Live replicas of it whose clock is so wrong that their events are refused, by name. */
  offClock: readonly OffClock[];
  /** When the view may change without a fact; null where it cannot. */
  nextDeadlineAt: Instant | null;
  ended: boolean;
  /** When the server retired the lane or an operator archived it; null while it goes on. */
  endedAt: Instant | null;
}

const OUTCOME_OF: Partial<Record<Condition, Outcome>> = {
  revoked: "credential_revoked",
  expired: "credential_expired",
  refresh_failing: "refresh_failed",
  not_loaded: "preflight_refused",
  auth_failing: "auth_unclassified",
  scope_narrowed: "scope_insufficient",
  rate_limited: "rate_limited",
};

/**
 * The lane as of `now`: a pure function of the set of facts, of who is present, and of the clock.
 * Clock verdicts are outputs of this function and are never folded back as facts.
 */
export function view(input: LaneInput, now: Instant): LaneView {
  const scene = setScene(input, now);
  const end = endOf(input);
  const ended = end !== null;
  const findings = ended ? [] : findConditions(scene);
  const worst = findings[0] ?? null;
  const newest = scene.generations[0];
  const accord = accordOf(scene);
  return {
    health: worst?.condition ?? null,
    findings,
    freshness: scene.freshness,
    outcome: worst ? (OUTCOME_OF[worst.condition] ?? null) : null,
    certainty: worst?.certainty ?? null,
    served: newest ? { number: newest.number, fingerprint: newest.fingerprint } : null,
    adoptable: ended ? null : adoptableGeneration(scene),
    expiresAt: scene.expiry,
    startsAt: scene.life?.startsAt ?? null,
    deadlines: deadlinesOf(scene),
    refreshesItself: scene.refreshesItself,
    refreshOverdueSince: overdueSince(scene),
    shut: shutGate(scene),
    openedAt: openedAt(scene),
    inServiceSince: inServiceSince(scene),
    lastReportAt: lastReportAt(attendanceOf(input, input.state.services === true)),
    split: ended ? null : accord.split,
    behind: ended ? null : behindOf(accord, now),
    offClock: ended ? [] : offClocksOf(scene, input.replicas),
    nextDeadlineAt: ended ? null : nextDeadline(scene, accord, input.replicas),
    ended,
    endedAt: end,
  };
}

function offClocksOf({ boots, now }: Scene, replicas: Replicas): OffClock[] {
  const wrong = boots.flatMap(({ name, silentFrom }) => (now < silentFrom && own(replicas, name)?.offClock) || []);
  return wrong.toSorted((a, b) => compareText(a.replica, b.replica));
}

/** The earlier of its two ends, where it has both. */
function endOf({ state, archivedAt = null }: LaneInput): Instant | null {
  const ends = [state.retiredAt, archivedAt].filter((at) => at !== null);
  return ends.length > 0 ? Math.min(...ends) : null;
}

function deadlinesOf({ windows, refreshesItself }: Scene): Deadlines {
  return {
    refreshAt: refreshesItself ? (windows?.refreshAt ?? null) : null,
    warnAt: windows?.warnAt ?? null,
    refuseAt: windows?.refuseAt ?? null,
    expiresAt: windows?.expiresAt ?? null,
  };
}

function overdueSince({ windows, refreshesItself, now }: Scene): Instant | null {
  return windows && refreshesItself && now >= windows.overdueAt ? windows.overdueAt : null;
}

function behindOf({ behind }: Accord, now: Instant): LaneView["behind"] {
  if (behind.length === 0) return null;
  const since = Math.min(...behind.map((straggler) => straggler.since));
  const isLate = behind.some((straggler) => straggler.counts && now >= straggler.since + BEHIND_GRACE_MS);
  return { replicas: behind.length, since, isLate };
}
