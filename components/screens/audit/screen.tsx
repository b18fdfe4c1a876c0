"use client";
import { ScrollText } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useState } from "react";
import { QueryError } from "#components/api/query-error.tsx";
import { useTitle } from "#components/shell/use-title.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeading } from "#components/ui/page-heading.tsx";
import { SkeletonList } from "#components/ui/skeleton.tsx";
import type { AuditEntry } from "#lib/contract/audit.ts";
import { AuditRow } from "./audit-row.tsx";
import { EntrySheet } from "./entry-sheet.tsx";
import { AuditFilterBar } from "./filter-bar.tsx";
import { useAudit } from "./queries.ts";
import { RangeNote } from "./range-note.tsx";
import { AUDIT_RANGES, parseAuditSearch, RANGE_WORDS, widerRange } from "./search.ts";

const FILTERS = {
  q: parseAsString,
  actor: parseAsString,
  action: parseAsString,
  lane: parseAsString,
  since: parseAsStringLiteral(AUDIT_RANGES).withDefault("24h"),
};

/** Who did what to which lane, and what the servers reported: one story, newest first. */
export function AuditScreen() {
  useTitle("Audit");
  const [filters, setFilters] = useQueryStates(FILTERS, { history: "push" });
  const [shown, setShown] = useState<AuditEntry | null>(null);
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useAudit(filters);
  const entries = data?.pages.flatMap((page) => page.items) ?? [];
  const first = data?.pages[0];
  const wider = widerRange(filters.since);
  return (
    <div className="grid grid-cols-1 gap-4">
      <PageHeading title="Audit" note={first && <RangeNote page={first} />} />
      <AuditFilterBar
        filters={filters}
        onSearch={(text) => void setFilters(parseAuditSearch(text), { history: "replace" })}
        onRange={(since) => void setFilters({ since })}
        onClearLane={() => void setFilters({ lane: null })}
      />
      {error && <QueryError title="The audit could not be read" error={error} onRetry={refetch} />}
      {!data && !error && <SkeletonList rows={8} rowClassName="h-12" label="Reading the audit" />}
      {data && entries.length === 0 && (
        <Card>
          <EmptyState
            icon={ScrollText}
            title={`Nothing matches in the last ${RANGE_WORDS[filters.since]}`}
            action={wider && <Button onClick={() => void setFilters({ since: wider })}>Widen to {RANGE_WORDS[wider]}</Button>}
          />
        </Card>
      )}
      {entries.length > 0 && (
        <Card>
          <ol className="divide-y divide-line">
            {entries.map((entry) => (
              <AuditRow key={entry.id} entry={entry} onShow={setShown} />
            ))}
          </ol>
        </Card>
      )}
      {hasNextPage && (
        <Button className="justify-self-center" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? "Reading…" : "Show older"}
        </Button>
      )}
      {shown && <EntrySheet entry={shown} onClose={() => setShown(null)} />}
    </div>
  );
}
