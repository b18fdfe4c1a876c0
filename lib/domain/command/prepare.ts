import type { Instant } from "../clock/instant.ts";
import type { GenerationRef } from "../lane/fact.ts";
import type { Capability, CommandStatus } from "../vocabulary.ts";
import { type FleetReplica, type Rotation, type RotationStep, type RotationTarget, targetsOf } from "./rotation.ts";
import { servicesAmong } from "./services.ts";
import { ACKNOWLEDGE_WITHIN_MS } from "./target.ts";

/** What helps to prepare: a replica that can do more of it is asked first. */
const HELPFUL: readonly Capability[] = ["create", "refresh", "probe"];
/** A replica that answers so has tried nothing: another one may be able. */
const UNABLE: ReadonlySet<string> = new Set(["unknown_lane", "unsupported", "lease_over"]);

/** The replica that holds the preparing now: the last one it was given to. */
export const holderOf = (rotation: Rotation): RotationTarget | null =>
  targetsOf(rotation, "prepare").reduce<RotationTarget | null>(
    (last, target) => ((last?.fence ?? 0) > (target.fence ?? 0) ? last : target),
    null,
  );

/** The live replica to prepare next, among those that were not asked yet; null where all were. */
export function choosePreparer(fleet: readonly FleetReplica[], asked: readonly { replica: string }[]): FleetReplica | null {
  const able = ({ capabilities }: FleetReplica) => HELPFUL.filter((one) => capabilities.includes(one)).length;
  const unasked = servicesAmong(fleet).filter(({ id }) => !asked.some(({ replica }) => replica === id));
  return unasked.toSorted((a, b) => able(b) - able(a))[0] ?? null;
}

/**
 * The next step while a candidate is prepared. The lease goes to another live replica when its holder is gone, says nothing in time,
 * or never got it. Only where nobody is left to ask, what an earlier holder answered late is taken.
 */
export function stepInPrepare(rotation: Rotation, now: Instant): RotationStep {
  const holder = holderOf(rotation);
  if (holder?.status === "succeeded") return holder.named ? proceed(rotation, holder.named) : WAIT;
  if (holder?.status === "expired" || holder?.status === "cancelled") return { step: "end", status: holder.status };
  const mayHandOn = holder === null || hasLapsed(holder, now) || isUnable(holder);
  const next = mayHandOn ? choosePreparer(rotation.fleet, targetsOf(rotation, "prepare")) : null;
  if (next && now < rotation.expiresAt) {
    const withdrawnFrom = holder?.status === "queued" ? holder.replica : null;
    return { step: "prepare", by: next.id, fence: (holder?.fence ?? 0) + 1, withdrawnFrom };
  }
  if (holder && (holder.status === "queued" || holder.status === "delivered" || holder.status === "acknowledged")) return WAIT;
  const late = lateCandidate(rotation);
  if (late) return proceed(rotation, late);
  if (holder?.status === "failed") return { step: "end", status: "failed" };
  return holder?.status !== "timed_out" && now >= rotation.expiresAt ? { step: "end", status: "expired" } : WAIT;
}

/** How far preparing has come, as one status: that of its holder, however the earlier ones ended. */
export function prepareStatus(rotation: Rotation, now: Instant): CommandStatus {
  const step = stepInPrepare(rotation, now);
  if (step.step === "adopt" || step.step === "hold") return "succeeded";
  if (step.step === "end") return step.status;
  const status = step.step === "prepare" ? "queued" : holderOf(rotation)?.status;
  return status === undefined || status === "gone" || status === "superseded" ? "queued" : status;
}

/** Candidates that replicas named and that the rotation does not use: a person is to retire them. */
export function unusedCandidates(rotation: Rotation, used: GenerationRef | null): readonly RotationTarget[] {
  return targetsOf(rotation, "prepare").filter(({ named }) => named !== null && named.fingerprint !== used?.fingerprint);
}

const WAIT: RotationStep = { step: "wait", until: null };

const proceed = ({ paused }: Rotation, candidate: GenerationRef): RotationStep => ({
  step: paused ? "hold" : "adopt",
  candidate,
});

/** What is not even delivered after the time for an acknowledgement may be taken back without harm. */
function hasLapsed({ status, queuedAt }: RotationTarget, now: Instant): boolean {
  if (status === "queued") return now >= queuedAt + ACKNOWLEDGE_WITHIN_MS;
  return status === "timed_out" || status === "gone" || status === "superseded";
}

const isUnable = ({ status, code }: RotationTarget): boolean => status === "failed" && code !== null && UNABLE.has(code);

function lateCandidate(rotation: Rotation): GenerationRef | null {
  const answered = targetsOf(rotation, "prepare").filter(({ status, named }) => status === "succeeded" && named !== null);
  return answered.toSorted((a, b) => (b.fence ?? 0) - (a.fence ?? 0))[0]?.named ?? null;
}
