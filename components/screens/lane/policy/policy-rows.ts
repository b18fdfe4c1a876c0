import { previewOf } from "./policy-preview.ts";
import {
  heldContainment,
  heldSpan,
  POLICY_SPANS,
  type PolicyLane,
  type PolicySource,
  type PolicySpan,
  spanInWords,
  spanValue,
} from "./policy-values.ts";
import { CONTAIN_CHOICES, CONTAIN_WORDS, SPAN_WORDS } from "./policy-words.ts";

/** One value of a lane's policy as its page tells it. */
export interface PolicyRow {
  label: string;
  /** What holds, e.g. "12 min before the end". */
  value: string;
  source: PolicySource;
  /** What would hold without the operator's override, where there is one. */
  without: string | null;
  does: string;
  /** What it means for the credential that serves now. */
  now: string | null;
  /** Whether it stops less than the default does. */
  loosened: boolean;
}

/** Everything a lane's policy says, and who says it. */
export const policyRows = (lane: PolicyLane, nowMs: number): PolicyRow[] => [
  ...POLICY_SPANS.map((span) => spanRow(lane, span, nowMs)),
  containmentRow(lane),
];

function spanRow(lane: PolicyLane, span: PolicySpan, nowMs: number): PolicyRow {
  const held = heldSpan(lane, span);
  const { label, after, does } = SPAN_WORDS[span];
  return {
    label,
    value: `${spanInWords(span, held)} ${after}`,
    source: held.source,
    without: held.source === "operator" ? withoutOverride(lane, span) : null,
    does,
    now: previewOf(lane, span, lane.operator_policy[span] ?? null, nowMs),
    loosened: false,
  };
}

/** "12 min, the default": what holds when an operator takes the override back. */
export function withoutOverride(lane: PolicyLane, span: PolicySpan): string {
  const value = spanValue(lane, span, null);
  return `${spanInWords(span, value)}, ${value.source === "declaration" ? "declared by its server" : "the default"}`;
}

function containmentRow(lane: PolicyLane): PolicyRow {
  const held = heldContainment(lane);
  return {
    label: "Contains itself",
    value: CONTAIN_WORDS[held],
    source: lane.operator_policy.contain_on === undefined ? "default" : "operator",
    without: held === "inferred" ? null : `${CONTAIN_WORDS.inferred}, the default`,
    does: `${CONTAIN_CHOICES.find(({ value }) => value === held)?.hint ?? ""}`,
    now: unheardDeclaration(lane),
    loosened: held !== "inferred",
  };
}

/** A server that asks for less containment is told, and not obeyed. */
function unheardDeclaration({ policy }: PolicyLane): string | null {
  const asked = policy?.contain_on;
  if (asked === undefined || asked === "inferred") return null;
  return `Its server asks for “${CONTAIN_WORDS[asked]}”. Only an operator can loosen containment.`;
}
