import { type AlertDecision, decideAlerts, type OpenAlert } from "../alert/decide.ts";
import type { Glimpse } from "../alert/meanwhile.ts";
import { alertsOf } from "../alert/wanted.ts";
import type { Instant } from "../clock/instant.ts";
import { type Containment, decideContainment } from "../lane/containment.ts";
import { controlOf, type Desired } from "../lane/control.ts";
import { describeDoubt } from "../lane/describe-doubt.ts";
import type { GenerationRef } from "../lane/fact.ts";
import type { Finding } from "../lane/finding.ts";
import type { LaneInput } from "../lane/scene.ts";
import { urgencyOf } from "../lane/urgency.ts";
import { type LaneView, view } from "../lane/view.ts";
import { type Degradation, degradationOf } from "../ledger/degradation.ts";
import { heldUntil, type Outage } from "../outage/outage.ts";
import type { Control, Freshness, Health, Severity } from "../vocabulary.ts";

/** What was last written of a lane: a transition is a change of this. Plain JSON. */
export interface Standing {
  health: Health;
  healthSince: Instant | null;
  freshness: Freshness;
  control: Control;
  served: GenerationRef | null;
  findings: readonly Finding[];
}

/** What is known of the time before `now`: when Lanekeeper was away, and what late facts tell of then. */
export interface Hindsight {
  outages: readonly Outage[];
  glimpses: readonly Glimpse[];
}

const NO_HINDSIGHT: Hindsight = { outages: [], glimpses: [] };

/** What to write of a lane, and whether to speak. */
export interface Assessment {
  view: LaneView;
  standing: Standing;
  /** How urgently it needs a human; null where it does not. */
  urgency: Severity | null;
  /** The desired state, contained now if `contained` says so. */
  desired: Desired;
  contained: Extract<Containment, { action: "contain" }> | null;
  /** What the verdicts on the lane call for, whether it is contained already or not. */
  containment: Containment;
  /** Whether the change belongs into the lane's story. */
  isTransition: boolean;
  alerts: AlertDecision;
  /** Whether the lane can serve as promised; the edges of this bound its degraded windows. */
  degraded: Degradation | null;
}

/** Judges one lane at `now` against what was last written. Pure: the same input gives the same answer. */
export function assess(
  previous: Standing | null,
  input: LaneInput,
  desired: Desired,
  open: readonly OpenAlert[],
  now: Instant,
  { outages, glimpses }: Hindsight = NO_HINDSIGHT,
): Assessment {
  const viewed = view(input, now);
  const containment: Containment = viewed.ended ? { action: "none" } : decideContainment(input, now);
  const seen = { ...viewed, findings: viewed.findings.map((finding) => withDoubt(finding, containment)) };
  const contained = containment.action === "contain" && desired.containedAt === null ? containment : null;
  const wanted = contained ? { ...desired, containedAt: now } : desired;
  const control = controlOf(wanted, now);
  const standing = standAs(seen, control, previous, now);
  const { findings } = standing;
  const earlier = [...glimpses, ...(heldUntil(outages, now) === null ? [] : asGlimpses(previous))];
  return {
    view: { ...seen, findings },
    standing,
    urgency: seen.ended ? null : urgencyOf({ ...seen, control }),
    desired: wanted,
    contained,
    containment,
    isTransition: previous === null || differs(previous, standing),
    alerts: decideAlerts(open, seen, { now, control, outages, earlier }),
    degraded: seen.ended ? null : degradationOf({ ...seen, findings }, wanted, now),
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

function withDoubt(finding: Finding, containment: Containment): Finding {
  if (finding.condition !== "revoked") return finding;
  return { ...finding, detail: describeDoubt(containment, finding.detail) ?? finding.detail };
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

/** A verdict that was inferred and is now confirmed is news, though its name stays the same. */
const conditionsOf = ({ findings }: Standing): string =>
  findings.map(({ condition, certainty }) => `${condition} ${certainty}`).join();

/** What the lane last stood at: while alerts wait, it may end without one. */
const asGlimpses = (previous: Standing | null): Glimpse[] =>
  alertsOf(previous?.findings ?? []).map((alert) => ({ ...alert, until: null }));
