"use client";
import Link from "next/link";
import { LaneBadges } from "#components/lane/lane-badges.tsx";
import { laneEndText } from "#components/lane/lane-end-text.ts";
import { useServerNow } from "#components/ui/server-clock.ts";
import { TableCell, TableRow } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { LaneSummary } from "#lib/contract/lane.ts";

interface LaneRowProps {
  lane: LaneSummary;
  /** Place in the whole list, from 1; the heading is row 1 of the table. */
  position: number;
}

export function LaneRow({ lane, position }: LaneRowProps) {
  const nowMs = useServerNow();
  const end = laneEndText(lane, nowMs);
  return (
    <TableRow className="relative" aria-rowindex={position + 1}>
      <TableCell>
        <LaneBadges lane={lane} />
      </TableCell>
      <TableCell className="font-medium">
        <Link href={`/lanes/${lane.id}`} className="wrap-anywhere after:absolute after:inset-0">
          {lane.name}
        </Link>
        {!lane.declared && <span className="ml-2 text-[13px] font-normal text-muted">not declared</span>}
      </TableCell>
      <TableCell className="text-muted">
        {[lane.provider, lane.tenant ?? lane.account].filter(Boolean).join(" · ") || "unknown"}
      </TableCell>
      <TableCell className="whitespace-nowrap">
        {end.words}
        {end.clock && <span className="block text-[13px] text-muted">{end.clock}</span>}
      </TableCell>
      <TableCell className="text-muted">{lane.last_report_at ? <Time at={lane.last_report_at} /> : "never"}</TableCell>
      <TableCell className="text-muted">{lane.server.display_name ?? lane.server.name}</TableCell>
      <TableCell className="text-muted">{lane.owner ?? "nobody"}</TableCell>
    </TableRow>
  );
}
