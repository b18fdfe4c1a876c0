import { SearchX } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

/** What is shown for an address that leads nowhere. */
export function MissingScreen() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={SearchX}
        title={<h1>Nothing is here</h1>}
        action={
          <>
            <Link href="/" className={buttonClass("primary")}>
              Overview
            </Link>
            <Link href="/lanes" className={buttonClass()}>
              Search the lanes
            </Link>
          </>
        }
      >
        The address leads nowhere, or what it led to is gone.
      </EmptyState>
    </main>
  );
}
