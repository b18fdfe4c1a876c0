"use client";
import { endClock, endWords } from "#components/charts/expiry-text.ts";
import { LaneBadges } from "#components/lane/lane-badges.tsx";
import { ListLink } from "#components/ui/list-link.tsx";
import { useServerNow } from "#components/ui/server-clock.ts";
import { TableCell, TableRow } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { LaneSummary } from "#lib/contract/lane.ts";
import { laneOrigin } from "./lane-origin.ts";

interface LaneRowProps {
  lane: LaneSummary;
  /** Place in the whole list, from 1; the heading is row 1 of the table. */
  position: number;
}

export function LaneRow({ lane, position }: LaneRowProps) {
  const nowMs = useServerNow();
  return (
    <TableRow className="relative" aria-rowindex={position + 1}>
      <TableCell>
        <LaneBadges lane={lane} />
      </TableCell>
      <TableCell>
        <ListLink href={`/lanes/${lane.id}`} className="font-medium wrap-anywhere after:absolute after:inset-0">
          {lane.name}
        </ListLink>
        <span className="block text-[13px] text-muted">{laneOrigin(lane)}</span>
      </TableCell>
      <TableCell className="whitespace-nowrap">
        {endWords(lane, nowMs)}
        <span className="block text-[13px] text-muted">{endClock(lane, nowMs)}</span>
      </TableCell>
      <TableCell className="text-muted">{lane.last_report_at ? <Time at={lane.last_report_at} /> : "never"}</TableCell>
      <TableCell className="text-muted">{lane.server.display_name ?? lane.server.name}</TableCell>
      <TableCell className="text-muted">{lane.owner ?? "nobody"}</TableCell>
    </TableRow>
  );
}
