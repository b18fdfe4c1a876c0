import { formatDuration } from "#components/ui/format-duration.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { refusalWindowMs, warningWindowMs } from "#lib/domain/clock/windows.ts";
import { effectivePolicy, ROTATE_AFTER_MS } from "#lib/domain/lane/policy.ts";

/** What of a lane its policy is told from. */
export type PolicyLane = Pick<
  LaneDetail,
  "policy" | "operator_policy" | "issued_at" | "expires_at" | "generation" | "generations" | "refreshes_itself"
>;

/** Values of a policy that are lengths of time. */
export const POLICY_SPANS = ["warning_s", "refusal_s", "rotate_after_s"] as const;
export type PolicySpan = (typeof POLICY_SPANS)[number];

/** Who a value comes from, the first that has one. */
export type PolicySource = "operator" | "declaration" | "default";

/** `ms` is null where the default depends on a life that nobody knows. */
export interface SpanValue {
  source: PolicySource;
  ms: number | null;
}

/** The value that would hold with an operator's override of so many seconds; with null, without any. */
export function spanValue(lane: PolicyLane, span: PolicySpan, override_s: number | null): SpanValue {
  if (override_s !== null) return { source: "operator", ms: override_s * 1_000 };
  const declared_s = lane.policy?.[span];
  if (declared_s !== undefined) return { source: "declaration", ms: declared_s * 1_000 };
  return { source: "default", ms: defaultMs(lane, span) };
}

/** The value that holds now. */
export const heldSpan = (lane: PolicyLane, span: PolicySpan): SpanValue =>
  spanValue(lane, span, lane.operator_policy[span] ?? null);

function defaultMs(lane: PolicyLane, span: PolicySpan): number | null {
  if (span === "rotate_after_s") return ROTATE_AFTER_MS;
  const endsAt = endOf(lane);
  const startsAt = startOf(lane);
  if (endsAt === null || startsAt === null) return null;
  const lifeMs = Math.max(0, endsAt - startsAt);
  return span === "warning_s" ? warningWindowMs(lifeMs) : refusalWindowMs(lifeMs);
}

/** When the life ends that the windows are laid into, if it is known to end. */
export const endOf = ({ expires_at }: PolicyLane): number | null =>
  expires_at === null || expires_at === "never" ? null : Date.parse(expires_at);

/** When that life began, else when it was first seen. */
export function startOf({ issued_at, generation, generations }: PolicyLane): number | null {
  const serving = generations.find(({ fingerprint }) => fingerprint === generation?.fingerprint);
  const at = issued_at ?? serving?.issued_at ?? serving?.first_seen_at ?? null;
  return at === null ? null : Date.parse(at);
}

const UNKNOWN_LIFE: Record<PolicySpan, string> = {
  warning_s: "a fifth of its life, 14 d at most",
  refusal_s: "a twentieth of its life, 1 h at most",
  rotate_after_s: formatDuration(ROTATE_AFTER_MS),
};

/** "12 min", or the rule where it depends on a life that nobody knows. */
export const spanInWords = (span: PolicySpan, { ms }: SpanValue): string =>
  ms === null ? UNKNOWN_LIFE[span] : formatDuration(ms);

/** On which verdicts the lane is contained. */
export type ContainOn = NonNullable<LaneDetail["operator_policy"]["contain_on"]>;

/** What holds now. A declaration has no say here, so it is an operator's or the default. */
export const heldContainment = ({ operator_policy: { contain_on } }: PolicyLane): ContainOn =>
  effectivePolicy({}, { containOn: contain_on }).containOn;

const STRICTEST_FIRST: readonly ContainOn[] = ["inferred", "confirmed", "never"];

/** Whether one choice stops less than another. */
export const isLooser = (one: ContainOn, than: ContainOn): boolean =>
  STRICTEST_FIRST.indexOf(one) > STRICTEST_FIRST.indexOf(than);
