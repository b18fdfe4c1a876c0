"use client";
import { SquareTerminal } from "lucide-react";
import { parseAsBoolean, useQueryState } from "nuqs";
import { QueryError } from "#components/api/query-error.tsx";
import { useTitle } from "#components/shell/use-title.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { chipClass } from "#components/ui/chip.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeading } from "#components/ui/page-heading.tsx";
import { SkeletonList } from "#components/ui/skeleton.tsx";
import { CommandRow } from "./command-row.tsx";
import { useCommands } from "./queries.ts";

/** What operators asked for and what became of it, over all lanes. */
export function CommandsScreen() {
  useTitle("Commands");
  const [open, setOpen] = useQueryState("open", parseAsBoolean.withDefault(false));
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useCommands(open);
  const commands = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="grid grid-cols-1 gap-4">
      <PageHeading title="Commands">
        <button type="button" aria-pressed={open} className={chipClass(open)} onClick={() => void setOpen(!open)}>
          Only those under way
        </button>
      </PageHeading>
      {error && <QueryError title="The commands could not be read" error={error} onRetry={refetch} />}
      {!data && !error && <SkeletonList rows={5} rowClassName="h-16" label="Reading the commands" />}
      {data && commands.length === 0 && (
        <Card>
          <EmptyState icon={SquareTerminal} title={open ? "No command is under way" : "Nobody has asked for anything yet"}>
            Pause, resume and rotate are on the page of each lane.
          </EmptyState>
        </Card>
      )}
      {commands.length > 0 && (
        <Card>
          <ul className="divide-y divide-line">
            {commands.map((command) => (
              <CommandRow key={command.id} command={command} />
            ))}
          </ul>
        </Card>
      )}
      {hasNextPage && (
        <Button className="justify-self-center" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? "Reading…" : "Show older"}
        </Button>
      )}
    </div>
  );
}
