import { Radio } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

/** Servers are registered, but none has reported a lane. */
export function Waiting() {
  return (
    <Card>
      <EmptyState
        icon={Radio}
        title="No lanes yet"
        action={
          <Link href="/servers" className={buttonClass("primary")}>
            How to connect a server
          </Link>
        }
      >
        A server registers its lanes with its first report. This page shows them the moment it comes.
      </EmptyState>
    </Card>
  );
}
