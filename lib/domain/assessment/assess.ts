import { type AlertDecision, decideAlerts, type OpenAlert } from "../alert/decide.ts";
import type { Instant } from "../clock/instant.ts";
import { type Containment, decideContainment } from "../lane/containment.ts";
import { controlOf, type Desired } from "../lane/control.ts";
import type { GenerationRef } from "../lane/fact.ts";
import type { Finding } from "../lane/finding.ts";
import type { LaneInput } from "../lane/scene.ts";
import { type LaneView, view } from "../lane/view.ts";
import type { Condition, Control, Freshness, Health } from "../vocabulary.ts";

/** What was last written of a lane: a transition is a change of this. Plain JSON. */
export interface Standing {
  health: Health;
  healthSince: Instant | null;
  freshness: Freshness;
  control: Control;
  served: GenerationRef | null;
  findings: readonly Finding[];
}

/** What to write of a lane, and whether to speak. */
export interface Assessment {
  view: LaneView;
  standing: Standing;
  /** The desired state, contained now if `contained` says so. */
  desired: Desired;
  contained: Extract<Containment, { action: "contain" }> | null;
  /** Whether the change belongs into the lane's story. */
  isTransition: boolean;
  alerts: AlertDecision;
  /** Whether the lane can serve as promised; the edges of this bound its degraded windows. */
  degraded: { since: Instant; reason: string; generation: number | null } | null;
}

/** Judges one lane at `now` against what was last written. Pure: the same input gives the same answer. */
export function assess(
  previous: Standing | null,
  input: LaneInput,
  desired: Desired,
  open: readonly OpenAlert[],
  now: Instant,
): Assessment {
  const seen = view(input, now);
  const mayContain = desired.containedAt === null && !seen.ended;
  const containment = mayContain ? decideContainment(input, now) : { action: "none" as const };
  const contained = containment.action === "contain" ? containment : null;
  const wanted = contained ? { ...desired, containedAt: now } : desired;
  const control = controlOf(wanted, now);
  const standing = standAs(seen, control, previous, now);
  return {
    view: { ...seen, findings: standing.findings },
    standing,
    desired: wanted,
    contained,
    isTransition: previous === null || differs(previous, standing),
    alerts: decideAlerts(open, seen, control),
    degraded: degradationOf(standing),
  };
}

function standAs(seen: LaneView, control: Control, previous: Standing | null, now: Instant): Standing {
  const findings = seen.findings.map((finding) => ({ ...finding, since: sinceOf(finding, previous, now) }));
  const sameHealth = previous !== null && previous.health === seen.health;
  return {
    health: seen.health,
    healthSince: sameHealth ? previous.healthSince : (findings[0]?.since ?? now),
    freshness: seen.freshness,
    control,
    served: seen.served,
    findings,
  };
}

/** A condition that held before keeps its beginning: registers remember only the last failure. */
function sinceOf(finding: Finding, previous: Standing | null, now: Instant): Instant {
  const before = previous?.findings.find(
    ({ condition, generation }) => condition === finding.condition && generation === finding.generation,
  );
  return before?.since ?? finding.since ?? now;
}

function differs(a: Standing, b: Standing): boolean {
  return (
    a.health !== b.health ||
    a.freshness !== b.freshness ||
    a.control !== b.control ||
    a.served?.number !== b.served?.number ||
    a.served?.fingerprint !== b.served?.fingerprint ||
    conditionsOf(a) !== conditionsOf(b)
  );
}

const conditionsOf = ({ findings }: Standing): string => findings.map(({ condition }) => condition).join();

const CANNOT_SERVE: ReadonlySet<Condition> = new Set(["revoked", "expired", "not_loaded"]);

/** Any condition counts, not the first alone: a lane that could not load may be failing to refresh as well. */
function degradationOf({ findings }: Standing): Assessment["degraded"] {
  const worst = findings.find(({ condition }) => CANNOT_SERVE.has(condition));
  if (!worst || worst.since === null) return null;
  return { since: worst.since, reason: worst.condition, generation: worst.generation };
}
