"use client";
import { QueryError } from "#components/api/query-error.tsx";
import { useSummary } from "#components/api/use-summary.ts";
import { useTitle } from "#components/shell/use-title.ts";
import { useServerNow } from "#components/ui/server-clock.ts";
import type { Summary } from "#lib/contract/summary.ts";
import { AbsenceNote } from "./absence-note.tsx";
import { CauseChips } from "./cause-chips.tsx";
import { ExpiryCard } from "./expiry-card.tsx";
import { FirstUse } from "./first-use.tsx";
import { Heading } from "./heading.tsx";
import { Loading } from "./loading.tsx";
import { NeedsYou } from "./needs-you.tsx";
import { RecentCommands } from "./recent-commands.tsx";
import { verdict } from "./verdict.ts";
import { Waiting } from "./waiting.tsx";

export function OverviewScreen() {
  const { data, error, refetch } = useSummary();
  if (data) return <Overview summary={data} />;
  return (
    <>
      <h1 className="sr-only">Overview</h1>
      {error ? <QueryError title="The overview could not be read" error={error} onRetry={refetch} /> : <Loading />}
    </>
  );
}

function Overview({ summary }: { summary: Summary }) {
  const nowMs = useServerNow();
  const judged = verdict(summary, nowMs);
  useTitle(judged.sentence);
  return (
    <div className="grid grid-cols-1 gap-5">
      <Heading verdict={judged} checkedAt={summary.server_time} />
      <AbsenceNote absences={summary.absences} nowMs={nowMs} />
      {judged.kind === "no_servers" && <FirstUse />}
      {judged.kind === "no_lanes" && <Waiting />}
      {summary.lanes > 0 && (
        <>
          <NeedsYou needs_you={summary.needs_you} needs_you_total={summary.needs_you_total} />
          <CauseChips counts={summary.counts} silent={summary.silent} paused={summary.paused} contained={summary.contained} />
          <ExpiryCard board={summary.board} />
        </>
      )}
      <RecentCommands commands={summary.recent_commands} />
    </div>
  );
}
