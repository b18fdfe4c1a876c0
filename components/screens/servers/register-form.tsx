"use client";
import { type FormEvent, useId } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { ServerCreate } from "#lib/contract/server.ts";

interface RegisterFormProps {
  id: string;
  /** Why the last try was refused. */
  error: string | null;
  onSubmit(input: ServerCreate): void;
}

const SLUG = "[a-z0-9][a-z0-9\\-]{0,62}";

export function RegisterForm({ id, error, onSubmit }: RegisterFormProps) {
  const field = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => `${form.get(name) ?? ""}`.trim();
    onSubmit({
      name: text("name"),
      ...(text("display_name") && { display_name: text("display_name") }),
      environment: text("environment"),
      presence: text("presence") === "on_demand" ? "on_demand" : "always_on",
    });
  };
  return (
    <form id={id} onSubmit={submit} className="grid gap-4">
      <Field
        label="Name"
        htmlFor={`${field}-name`}
        hint="Lower-case letters, digits and hyphens. It cannot be changed later."
        error={error}
      >
        <Input
          id={`${field}-name`}
          name="name"
          data-sheet-focus
          required
          pattern={SLUG}
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="none"
          placeholder="github-tools"
          aria-describedby={`${field}-name-hint`}
        />
      </Field>
      <Field label="Display name" htmlFor={`${field}-display`} hint="Optional.">
        <Input id={`${field}-display`} name="display_name" maxLength={256} autoComplete="off" placeholder="GitHub tools" />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Environment" htmlFor={`${field}-environment`}>
          <Input
            id={`${field}-environment`}
            name="environment"
            required
            maxLength={64}
            defaultValue="production"
            autoComplete="off"
          />
        </Field>
        <Field label="Presence" htmlFor={`${field}-presence`}>
          <Select id={`${field}-presence`} name="presence" defaultValue="always_on">
            <option value="always_on">Always on: silence alerts</option>
            <option value="on_demand">On demand: stdio, serverless</option>
          </Select>
        </Field>
      </div>
    </form>
  );
}
