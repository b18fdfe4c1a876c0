"use client";
import type { FormEvent } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RefusalNote } from "./refusal-note.tsx";
import { useSignIn } from "./use-sign-in.ts";

const REFUSED = "That e-mail and password do not match. Check both and try again.";

export function PasswordForm({ returnTo }: { returnTo: string }) {
  const { progress, submit } = useSignIn(returnTo);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void submit({ provider: "credentials", email: `${form.get("email")}`, password: `${form.get("password")}` });
  };
  return (
    <form onSubmit={onSubmit} method="post" className="grid gap-4">
      <RefusalNote progress={progress} refused={REFUSED} />
      <Field label="E-mail" htmlFor="email">
        <Input id="email" name="email" type="email" autoComplete="username" inputMode="email" required />
      </Field>
      <Field label="Password" htmlFor="password">
        <Input id="password" name="password" type="password" autoComplete="current-password" required />
      </Field>
      <Button type="submit" variant="primary" size="large" disabled={progress === "pending"}>
        {progress === "pending" ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
}
