import type { Choice } from "#components/ui/choice-group.tsx";
import type { ContainOn, PolicySource, PolicySpan } from "./policy-values.ts";

/** What each span of a policy is called and does; `after` completes its value: "12 min before the end". */
export const SPAN_WORDS: Record<PolicySpan, { label: string; after: string; does: string }> = {
  warning_s: {
    label: "Warns",
    after: "before the end",
    does: "From then on the lane counts as expiring and an alert opens, unless it refreshes itself: then only a refresh that fails or is overdue alerts.",
  },
  refusal_s: {
    label: "Refuses to start",
    after: "before the end",
    does: "From then on nothing starts, resumes or is adopted on this credential. What runs goes on to its end.",
  },
  rotate_after_s: {
    label: "Rotation due",
    after: "after its issue",
    does: "Only for a key that never ends: at that age it is due to be replaced.",
  },
};

export const SOURCE_WORDS: Record<PolicySource, string> = {
  operator: "Set by an operator",
  declaration: "Declared by its server",
  default: "Default",
};

/** What an empty field says of whose value holds. */
export const SOURCE_PLACEHOLDERS: Record<PolicySource, string> = { operator: "", declaration: "declared", default: "default" };

/** What contains the lane, the strictest first. */
export const CONTAIN_CHOICES: readonly Choice<ContainOn>[] = [
  {
    value: "inferred",
    label: "On suspicion (default)",
    hint: "The provider's word stops every replica. So does a refusal without one, when two replicas, the only one, or another's probe agree.",
  },
  {
    value: "confirmed",
    label: "When the provider confirms it",
    hint: "A refusal without the provider's word stops only the replicas that met it. The others go on.",
  },
  {
    value: "never",
    label: "Never by itself",
    hint: "A revocation alerts and stops only the replicas that met it, even if the provider confirms it.",
  },
];

/** The same in a table. */
export const CONTAIN_WORDS: Record<ContainOn, string> = {
  inferred: "on suspicion",
  confirmed: "when the provider confirms it",
  never: "never by itself",
};

/** What is given up where the choice stops less than before. */
export const LOOSENED: Record<ContainOn, string | null> = {
  inferred: null,
  confirmed:
    "This loosens containment. Where a key is withdrawn without a word from its provider, every replica goes on using it until it is refused itself.",
  never:
    "This loosens containment. A revoked key stays in use on every replica that was not refused yet, until a person pauses the lane.",
};
