"use client";
import { RadioGroup } from "radix-ui";
import type { RetireOld } from "#lib/contract/command.ts";

const CHOICES = [
  {
    key: "when_proven",
    value: "when_proven",
    label: "When the new one is proven",
    hint: "ends as soon as every replica serves the new one",
  },
  { key: "1h", value: { after_s: 3_600 }, label: "After 1 hour", hint: "both are valid meanwhile" },
  { key: "24h", value: { after_s: 86_400 }, label: "After 24 hours", hint: "both are valid meanwhile" },
  {
    key: "now",
    value: "now",
    label: "Now",
    hint: "as soon as one replica serves the new one; those that do not yet are refused: a degraded window, timed and shown",
  },
] as const satisfies readonly { key: string; value: RetireOld; label: string; hint: string }[];

const keyOf = (value: RetireOld): string => (typeof value === "string" ? value : value.after_s === 3_600 ? "1h" : "24h");

/** When the old generation ends. */
export function RetirementChoice({ value, onChange }: { value: RetireOld; onChange(value: RetireOld): void }) {
  const choose = (key: string) => {
    const choice = CHOICES.find((candidate) => candidate.key === key);
    if (choice) onChange(choice.value);
  };
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">The old credential ends</legend>
      <RadioGroup.Root value={keyOf(value)} onValueChange={choose} aria-label="The old credential ends" className="grid gap-1">
        {CHOICES.map(({ key, label, hint }) => (
          <RadioGroup.Item
            key={key}
            value={key}
            className="group flex items-start gap-3 rounded-control border border-line px-3 py-2 text-left text-sm hover:bg-hover data-[state=checked]:border-ink pointer-coarse:min-h-11"
          >
            <span aria-hidden className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-line-strong">
              <RadioGroup.Indicator className="size-2 rounded-full bg-ink" />
            </span>
            <span>
              <span className="font-medium">{label}</span>
              <span className="block text-[13px] text-muted">{hint}</span>
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </fieldset>
  );
}
