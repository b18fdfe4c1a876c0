"use client";
import { type Choice, ChoiceGroup } from "#components/ui/choice-group.tsx";
import type { RetireOld } from "#lib/contract/command.ts";

const RETIREMENTS = {
  when_proven: "when_proven",
  "1h": { after_s: 3_600 },
  "24h": { after_s: 86_400 },
  now: "now",
} as const satisfies Record<string, RetireOld>;
type Key = keyof typeof RETIREMENTS;

const CHOICES: readonly Choice<Key>[] = [
  { value: "when_proven", label: "When the new one is proven", hint: "ends as soon as every replica serves the new one" },
  { value: "1h", label: "After 1 hour", hint: "both are valid meanwhile" },
  { value: "24h", label: "After 24 hours", hint: "both are valid meanwhile" },
  {
    value: "now",
    label: "Now",
    hint: "as soon as one replica serves the new one; those that do not yet are refused: a degraded window, timed and shown",
  },
];

const keyOf = (value: RetireOld): Key => (typeof value === "string" ? value : value.after_s === 3_600 ? "1h" : "24h");

/** When the old generation ends. */
export function RetirementChoice({ value, onChange }: { value: RetireOld; onChange(value: RetireOld): void }) {
  return (
    <ChoiceGroup
      label="The old credential ends"
      choices={CHOICES}
      value={keyOf(value)}
      onChange={(key) => onChange(RETIREMENTS[key])}
    />
  );
}
