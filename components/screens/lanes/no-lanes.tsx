import { KeyRound, SearchX } from "lucide-react";
import Link from "next/link";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

interface NoLanesProps {
  /** What narrows the list, or null where nothing does. */
  filters: string | null;
  onClear(): void;
}

export function NoLanes({ filters, onClear }: NoLanesProps) {
  if (filters !== null) {
    return (
      <Card>
        <EmptyState
          icon={SearchX}
          title={`No lane matches ${filters}`}
          action={<Button onClick={onClear}>Clear filters</Button>}
        />
      </Card>
    );
  }
  return (
    <Card>
      <EmptyState
        icon={KeyRound}
        title="No lanes yet"
        action={
          <Link href="/servers" className={buttonClass("primary")}>
            Connect a server
          </Link>
        }
      >
        A server registers its lanes with its first report.
      </EmptyState>
    </Card>
  );
}
