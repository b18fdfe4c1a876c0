import { Archive, KeyRound, SearchX } from "lucide-react";
import Link from "next/link";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

interface NoLanesProps {
  /** What narrows the list, or null where nothing does. */
  filters: string | null;
  /** Whether the list is of lanes that have ended. */
  ended: boolean;
  onClear(): void;
}

export function NoLanes({ filters, ended, onClear }: NoLanesProps) {
  if (filters !== null) {
    return (
      <Card>
        <EmptyState
          icon={SearchX}
          title={`No ${ended ? "ended lane" : "lane"} matches ${filters}`}
          action={<Button onClick={onClear}>Clear filters</Button>}
        />
      </Card>
    );
  }
  if (ended) {
    return (
      <Card>
        <EmptyState icon={Archive} title="No lane has ended">
          A lane that its server retires, or that an operator archives, is kept here with its history.
        </EmptyState>
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
