"use client";
import { QueryError } from "#components/api/query-error.tsx";
import { endWords } from "#components/charts/expiry-text.ts";
import { LaneBadges } from "#components/lane/lane-badges.tsx";
import { buttonClass } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { ListLink } from "#components/ui/list-link.tsx";
import { useServerNow } from "#components/ui/server-clock.ts";
import { LaneCard } from "../lanes/lane-card.tsx";
import { useLanes } from "../lanes/queries.ts";

/** Lanes of one server, the most urgent first; all of them are in the list that it links to. */
export function LanesCard({ serverId }: { serverId: string }) {
  const nowMs = useServerNow();
  const { data, error, refetch } = useLanes({
    health: null,
    control: null,
    freshness: null,
    ended: null,
    server: serverId,
    q: null,
    sort: "urgency",
  });
  const lanes = data?.pages[0]?.items ?? [];
  if (error) return <QueryError title="The lanes could not be read" error={error} onRetry={refetch} />;
  if (lanes.length === 0) return null;
  return (
    <Card aria-labelledby="lanes">
      <CardHeader title="Lanes" titleId="lanes">
        <ListLink href={`/lanes?server=${serverId}`} className={buttonClass("ghost", "small")}>
          Open in the list
        </ListLink>
      </CardHeader>
      <ul className="divide-y divide-line lg:hidden">
        {lanes.map((lane) => (
          <LaneCard key={lane.id} lane={lane} />
        ))}
      </ul>
      <ul className="hidden divide-y divide-line lg:block">
        {lanes.map((lane) => (
          <li key={lane.id} className="relative flex items-center gap-x-4 px-4 py-2.5 hover:bg-hover">
            <ListLink
              href={`/lanes/${lane.id}`}
              className="min-w-0 flex-1 font-medium wrap-anywhere after:absolute after:inset-0"
            >
              {lane.name}
            </ListLink>
            <LaneBadges lane={lane} />
            <span className="min-w-28 whitespace-nowrap text-right text-[13px] text-muted">{endWords(lane, nowMs)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
