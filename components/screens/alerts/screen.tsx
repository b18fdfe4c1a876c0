"use client";
import { BellOff } from "lucide-react";
import { parseAsStringLiteral, useQueryStates } from "nuqs";
import { QueryError } from "#components/api/query-error.tsx";
import { useTitle } from "#components/shell/use-title.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { ChipBody, chipClass } from "#components/ui/chip.tsx";
import { SEVERITY_TONES } from "#components/ui/condition-marks.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeading } from "#components/ui/page-heading.tsx";
import { SkeletonList } from "#components/ui/skeleton.tsx";
import { ALERT_CONDITIONS } from "#lib/domain/vocabulary.ts";
import { AlertRow } from "./alert-row.tsx";
import { alertGroups, alertsVerdict, SEVERITY_WORDS } from "./groups.ts";
import { useAlerts } from "./queries.ts";

const STATES = ["open", "resolved", "all"] as const;
const STATE_WORDS = { open: "Open", resolved: "Resolved", all: "All" } as const;
const FILTERS = {
  state: parseAsStringLiteral(STATES).withDefault("open"),
  condition: parseAsStringLiteral(ALERT_CONDITIONS),
};

export function AlertsScreen() {
  const [filters, setFilters] = useQueryStates(FILTERS, { history: "push" });
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useAlerts(filters);
  const alerts = data?.pages.flatMap((page) => page.items) ?? [];
  const verdict = data && filters.state !== "resolved" ? alertsVerdict(alerts, hasNextPage) : undefined;
  useTitle(verdict ?? "Alerts");
  return (
    <div className="grid grid-cols-1 gap-4">
      <PageHeading title={verdict ?? "Alerts"}>
        {STATES.map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={filters.state === state}
            className={chipClass(filters.state === state)}
            onClick={() => void setFilters({ state })}
          >
            <ChipBody selected={filters.state === state}>{STATE_WORDS[state]}</ChipBody>
          </button>
        ))}
      </PageHeading>
      {error && <QueryError title="The alerts could not be read" error={error} onRetry={refetch} />}
      {!data && !error && <SkeletonList rows={4} rowClassName="h-20" label="Reading the alerts" />}
      {data && alerts.length === 0 && <NoAlerts state={filters.state} onAll={() => void setFilters({ state: "all" })} />}
      {alertGroups(alerts).map(({ severity, alerts: members }) => (
        <Card key={severity} aria-labelledby={`severity-${severity}`}>
          <CardHeader title={SEVERITY_WORDS[severity]} titleId={`severity-${severity}`}>
            <Badge tone={SEVERITY_TONES[severity]}>{members.length}</Badge>
          </CardHeader>
          <ul className="divide-y divide-line">
            {members.map((alert) => (
              <AlertRow key={alert.id} alert={alert} />
            ))}
          </ul>
        </Card>
      ))}
      {hasNextPage && (
        <Button className="justify-self-center" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? "Reading…" : "Show older"}
        </Button>
      )}
    </div>
  );
}

function NoAlerts({ state, onAll }: { state: (typeof STATES)[number]; onAll(): void }) {
  return (
    <Card>
      <EmptyState
        icon={BellOff}
        title={state === "all" ? "No alert has fired" : `No ${state} alerts`}
        action={state === "all" ? undefined : <Button onClick={onAll}>Show all alerts</Button>}
      >
        Lanekeeper alerts when a lane is revoked, expired, silent, or when its refresh or its sign-in at the provider fails.
      </EmptyState>
    </Card>
  );
}
