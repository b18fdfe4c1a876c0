"use client";
import { type FormEvent, useEffect } from "react";
import { Button } from "#components/ui/button.tsx";
import { RefusalNote } from "./refusal-note.tsx";
import { useSignIn } from "./use-sign-in.ts";

const REFUSED = "This link was used before or has run out. Make a new one with the command below.";

interface LinkFormProps {
  token: string;
  returnTo: string;
}

/** Waits for a click: a mail scanner that opens the link must not use it up. */
export function LinkForm({ token, returnTo }: LinkFormProps) {
  const { progress, submit } = useSignIn(returnTo);
  useEffect(() => window.history.replaceState(null, "", "/sign-in"), []);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit({ provider: "link", token });
  };
  return (
    <form onSubmit={onSubmit} method="post" className="grid gap-4">
      <p className="text-sm text-muted">This link signs you in once.</p>
      <RefusalNote progress={progress} refused={REFUSED} />
      <Button type="submit" variant="primary" size="large" disabled={progress === "pending" || progress === "refused"}>
        {progress === "pending" ? "Signing in…" : "Sign in"}
      </Button>
      {progress === "refused" && (
        <a href={`/sign-in?return=${encodeURIComponent(returnTo)}`} className="text-center text-sm underline underline-offset-4">
          Sign in with a password
        </a>
      )}
    </form>
  );
}
