import { Server } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

const STEPS = [
  { title: "Register the server", text: "It gets a key, shown once." },
  { title: "Report from it", text: "With the SDK, or one curl to see a lane appear." },
  { title: "Watch the lane", text: "It ages here by the clock; you are told before the agent finds out." },
] as const;

/** What a fresh installation shows instead of an empty list. */
export function FirstUse() {
  return (
    <Card>
      <EmptyState
        icon={Server}
        title="No server reports yet"
        action={
          <Link href="/servers?register=true" className={buttonClass("primary")}>
            Register a server
          </Link>
        }
      >
        Lanekeeper knows a credential from what its MCP server reports. It never sees the secret.
      </EmptyState>
      <ol className="grid gap-4 border-t border-line p-5 sm:grid-cols-3">
        {STEPS.map(({ title, text }, index) => (
          <li key={title} className="flex gap-3 text-sm">
            <span className="grid size-6 shrink-0 place-items-center rounded-full border border-line-strong text-xs font-semibold">
              {index + 1}
            </span>
            <p>
              <span className="block font-medium">{title}</span>
              <span className="text-muted">{text}</span>
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
