"use client";
import { useId } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { SPAN_UNITS, type SpanDraft, type SpanUnit } from "./policy-draft.ts";

const UNIT_WORDS: Record<SpanUnit, string> = { s: "seconds", min: "minutes", h: "hours", d: "days" };

interface SpanFieldProps {
  label: string;
  /** What completes the value, e.g. "before the end". */
  after: string;
  does: string;
  /** Whose value holds where nothing is entered, in a word. */
  usual: string;
  /** That value. */
  without: string;
  /** What the value would mean now. */
  preview: string;
  error: string | undefined;
  value: SpanDraft;
  onChange(draft: SpanDraft): void;
}

/** A length of time that may be left to the declaration or the default. */
export function SpanField({ label, after, does, usual, without, preview, error, value, onChange }: SpanFieldProps) {
  const id = useId();
  const entered = value.amount.trim() !== "";
  return (
    <Field label={label} htmlFor={id} hint={does} error={error}>
      <div className="flex flex-wrap items-center gap-2">
        <Input
          id={id}
          className="max-w-24 tabular-nums"
          inputMode="decimal"
          autoComplete="off"
          placeholder={usual}
          value={value.amount}
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-hint ${id}-now${error ? ` ${id}-error` : ""}`}
          onChange={(event) => onChange({ ...value, amount: event.target.value })}
        />
        <span className="w-30">
          <Select
            aria-label={`${label}: unit`}
            value={value.unit}
            onChange={(event) =>
              onChange({ ...value, unit: SPAN_UNITS.find((unit) => unit === event.target.value) ?? value.unit })
            }
          >
            {SPAN_UNITS.map((unit) => (
              <option key={unit} value={unit}>
                {UNIT_WORDS[unit]}
              </option>
            ))}
          </Select>
        </span>
        <span className="text-sm text-muted">{after}</span>
      </div>
      <p id={`${id}-now`} className="text-[13px] text-pretty">
        {entered ? `${preview} Without it: ${without}.` : `Left empty: ${without}. ${preview}`}
      </p>
      {entered && (
        <Button variant="ghost" size="small" className="-ml-2.5 w-fit" onClick={() => onChange({ ...value, amount: "" })}>
          Take it back
        </Button>
      )}
    </Field>
  );
}
