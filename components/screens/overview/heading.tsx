"use client";
import { Time } from "#components/ui/time.tsx";
import type { Verdict } from "./verdict.ts";

interface HeadingProps {
  verdict: Verdict;
  /** Server time of the answer that the verdict rests on. */
  checkedAt: string;
}

/** The sentence that is read first; it is announced when it changes. */
export function Heading({ verdict: { sentence, next, kind }, checkedAt }: HeadingProps) {
  const settled = kind === "all_healthy" || kind === "quiet";
  return (
    <header className="px-1">
      <h1 className="text-2xl leading-tight font-semibold tracking-tight text-balance sm:text-[28px]">{sentence}</h1>
      <p aria-live="polite" className="sr-only">
        {sentence}
      </p>
      <p className="mt-1.5 text-sm text-muted">
        {settled && (
          <>
            Checked <Time at={checkedAt} />.{" "}
          </>
        )}
        {next && `${next}.`}
      </p>
    </header>
  );
}
