"use client";
import { RadioGroup } from "radix-ui";
import { type ReactNode, useId } from "react";

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  /** What it brings about. */
  hint: ReactNode;
}

interface ChoiceGroupProps<Value extends string> {
  label: string;
  choices: readonly Choice<Value>[];
  value: Value;
  onChange(value: Value): void;
}

/** One of a few, each with its consequence: cards under one another, walked by the arrow keys. */
export function ChoiceGroup<Value extends string>({ label, choices, value, onChange }: ChoiceGroupProps<Value>) {
  const id = useId();
  const choose = (chosen: string) => {
    const choice = choices.find((candidate) => candidate.value === chosen);
    if (choice) onChange(choice.value);
  };
  return (
    <div className="grid gap-1.5">
      <p id={id} className="text-sm font-medium">
        {label}
      </p>
      <RadioGroup.Root value={value} onValueChange={choose} aria-labelledby={id} className="grid gap-1">
        {choices.map((choice) => (
          <RadioGroup.Item
            key={choice.value}
            value={choice.value}
            className="group flex items-start gap-3 rounded-control border border-line px-3 py-2 text-left text-sm hover:bg-hover data-[state=checked]:border-ink pointer-coarse:min-h-11"
          >
            <span aria-hidden className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-line-strong">
              <RadioGroup.Indicator className="size-2 rounded-full bg-ink" />
            </span>
            <span className="min-w-0">
              <span className="font-medium">{choice.label}</span>
              <span className="block text-[13px] text-pretty text-muted">{choice.hint}</span>
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  );
}
