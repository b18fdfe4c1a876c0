"use client";
import { LogIn } from "lucide-react";
import { buttonClass } from "#components/ui/button.tsx";
import { useSessionEnded } from "../session-ended.ts";

/** Signing in happens in a second tab, so that whatever was being written here is kept. */
export function SessionEndedBanner() {
  if (!useSessionEnded()) return null;
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-3 border-b border-l-2 border-line border-l-warn bg-warn/15 px-4 py-2 text-sm sm:px-5"
    >
      <span className="flex-1">Your session has ended. What you see may be old; what you were writing is kept.</span>
      <a href="/sign-in" target="_blank" rel="noreferrer" className={buttonClass("secondary", "small")}>
        <LogIn aria-hidden />
        Sign in again
      </a>
    </div>
  );
}
