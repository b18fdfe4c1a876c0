"use client";
import { endWords } from "#components/charts/expiry-text.ts";
import { LaneBadges } from "#components/lane/lane-badges.tsx";
import { ListLink } from "#components/ui/list-link.tsx";
import { useServerNow } from "#components/ui/server-clock.ts";
import type { LaneSummary } from "#lib/contract/lane.ts";

/** A lane as phones list it. */
export function LaneCard({ lane }: { lane: LaneSummary }) {
  const nowMs = useServerNow();
  return (
    <li>
      <ListLink href={`/lanes/${lane.id}`} className="grid gap-1.5 px-4 py-3 active:bg-hover">
        <LaneBadges lane={lane} />
        <span className="flex items-baseline justify-between gap-3">
          <span className="font-medium wrap-anywhere">{lane.name}</span>
          <span className="shrink-0 text-[13px]">{endWords(lane, nowMs)}</span>
        </span>
        <span className="text-[13px] text-muted">
          {[lane.provider, lane.tenant ?? lane.account, lane.server.display_name ?? lane.server.name].filter(Boolean).join(" · ")}
        </span>
      </ListLink>
    </li>
  );
}
