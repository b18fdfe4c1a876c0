import { lanePatch, type PolicyPatch } from "#lib/contract/lane.ts";
import { type ContainOn, heldContainment, POLICY_SPANS, type PolicyLane, type PolicySpan } from "./policy-values.ts";

const UNIT_SECONDS = { s: 1, min: 60, h: 3_600, d: 86_400 } as const;
export type SpanUnit = keyof typeof UNIT_SECONDS;
export const SPAN_UNITS = Object.keys(UNIT_SECONDS) as SpanUnit[];

/** A length of time as somebody types it; an empty amount is no override. */
export interface SpanDraft {
  amount: string;
  unit: SpanUnit;
}

/** What an operator asks for, while it is being written. */
export type PolicyDraft = Record<PolicySpan, SpanDraft> & { contain_on: ContainOn };

/** The overrides as they stand; `usual` gives an empty one the unit in which its value is told. */
export function draftOf(lane: PolicyLane, usual: (span: PolicySpan) => number | null): PolicyDraft {
  const draft = (span: PolicySpan): SpanDraft => {
    const held = lane.operator_policy[span];
    if (held === undefined) return { amount: "", unit: unitOf(usual(span) ?? UNIT_SECONDS.d) };
    const unit = wholeUnitOf(held);
    return { amount: String(held / UNIT_SECONDS[unit]), unit };
  };
  return {
    warning_s: draft("warning_s"),
    refusal_s: draft("refusal_s"),
    rotate_after_s: draft("rotate_after_s"),
    contain_on: heldContainment(lane),
  };
}

/** The largest unit in which it is at least one. */
const unitOf = (seconds: number): SpanUnit => SPAN_UNITS.findLast((unit) => seconds >= UNIT_SECONDS[unit]) ?? "s";

/** The largest unit in which it is a whole number. */
const wholeUnitOf = (seconds: number): SpanUnit =>
  SPAN_UNITS.findLast((unit) => seconds >= UNIT_SECONDS[unit] && seconds % UNIT_SECONDS[unit] === 0) ?? "s";

/** Seconds of what is typed: null where nothing is, NaN where it is no number. */
export function spanSeconds({ amount, unit }: SpanDraft): number | null {
  const text = amount.trim().replace(",", ".");
  if (text === "") return null;
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * UNIT_SECONDS[unit] : Number.NaN;
}

export type SpanProblems = Partial<Record<PolicySpan, string>>;

/** What is wrong with what is typed, by the contract's own bounds. */
export function problemsOf(draft: PolicyDraft): SpanProblems {
  const problems = POLICY_SPANS.map((span) => [span, problemOf(span, draft[span])] as const);
  return Object.fromEntries(problems.filter(([, problem]) => problem !== null));
}

function problemOf(span: PolicySpan, draft: SpanDraft): string | null {
  const seconds = spanSeconds(draft);
  if (Number.isNaN(seconds)) return "Enter a number, such as 30 or 1.5.";
  return lanePatch.safeParse({ policy: { [span]: seconds } }).success ? null : "At most 365 days.";
}

/** Only what differs from what holds: an override that is emptied goes back to the declaration or the default. */
export function patchOf(lane: PolicyLane, draft: PolicyDraft): PolicyPatch {
  const changed = POLICY_SPANS.flatMap((span) => {
    const seconds = spanSeconds(draft[span]);
    return seconds === (lane.operator_policy[span] ?? null) ? [] : [[span, seconds] as const];
  });
  const contains = draft.contain_on === heldContainment(lane) ? [] : [["contain_on", containPatch(draft.contain_on)] as const];
  return Object.fromEntries([...changed, ...contains]);
}

/** The default is no override: nothing is stricter, so nothing could undercut it. */
const containPatch = (choice: ContainOn): ContainOn | null => (choice === "inferred" ? null : choice);
