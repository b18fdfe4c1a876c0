"use client";
import { useId } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

interface ConfirmNameProps {
  name: string;
  value: string;
  onChange(value: string): void;
}

/** Gate before an end that cannot be taken back. */
export function ConfirmName({ name, value, onChange }: ConfirmNameProps) {
  const id = useId();
  return (
    <Field label={`Type ${name} to confirm`} htmlFor={id} hint="Ending a working credential now cannot be undone.">
      <Input
        id={id}
        value={value}
        autoComplete="off"
        spellCheck={false}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
