"use client";
import { ExpiryBoard } from "#components/charts/expiry-board.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { useServerNow } from "#components/ui/server-clock.ts";
import type { LaneSummary } from "#lib/contract/lane.ts";

/** The fleet by what ends first. */
export function ExpiryCard({ board }: { board: LaneSummary[] }) {
  const nowMs = useServerNow();
  if (board.length === 0) return null;
  return (
    <Card aria-labelledby="expiry">
      <CardHeader title="Expiry" titleId="expiry" note="soonest first" />
      <div className="px-2 py-3">
        <ExpiryBoard lanes={board} nowMs={nowMs} />
      </div>
    </Card>
  );
}
