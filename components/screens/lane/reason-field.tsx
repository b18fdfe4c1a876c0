"use client";
import { useId } from "react";
import { chipClass } from "#components/ui/chip.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";

interface ReasonFieldProps {
  value: string;
  onChange(reason: string): void;
  /** Ready-made reasons, one tap each, so that a phone needs no keyboard. */
  suggestions: readonly string[];
}

export function ReasonField({ value, onChange, suggestions }: ReasonFieldProps) {
  const id = useId();
  return (
    <Field label="Reason" htmlFor={id} hint="Kept in the audit and shown to other operators.">
      {suggestions.length > 0 && (
        <div className="flex flex-wrap gap-2">
          {suggestions.map((suggestion) => (
            <button
              key={suggestion}
              type="button"
              aria-pressed={value === suggestion}
              className={chipClass(value === suggestion)}
              onClick={() => onChange(suggestion)}
            >
              {suggestion}
            </button>
          ))}
        </div>
      )}
      <Textarea
        id={id}
        required
        maxLength={500}
        rows={2}
        value={value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
