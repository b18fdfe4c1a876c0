"use client";
import Link from "next/link";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { useServerNow } from "#components/ui/server-clock.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { ActionButton } from "../action-button.tsx";
import type { LaneAction } from "../advice.ts";
import { ContactCard } from "./contact-card.tsx";
import { type PolicyRow, policyRows } from "./policy-rows.ts";
import { SOURCE_WORDS } from "./policy-words.ts";

interface PolicyTabProps {
  lane: LaneDetail;
  onAction(action: LaneAction): void;
}

/** By what the lane is judged and who said so; whom to ask about it. */
export function PolicyTab({ lane, onAction }: PolicyTabProps) {
  const nowMs = useServerNow(15_000);
  return (
    <div className="grid gap-5">
      <Card aria-labelledby="policy">
        <CardHeader title="Policy" titleId="policy" note="an operator's word, else the declaration, else the default">
          <ActionButton action="policy" size="small" onAction={onAction} />
        </CardHeader>
        <ul className="divide-y divide-line">
          {policyRows(lane, nowMs).map((row) => (
            <Row key={row.label} row={row} />
          ))}
        </ul>
        <p className="border-t border-line px-4 py-3 text-[13px] text-muted">
          <Link href={`/audit?lane=${lane.id}&action=lane.policy_changed&since=30d`} className="underline">
            Who changed it, and when
          </Link>
        </p>
      </Card>
      <ContactCard lane={lane} onAction={onAction} />
    </div>
  );
}

function Row({ row: { label, value, source, without, does, now, loosened } }: { row: PolicyRow }) {
  return (
    <li className="grid gap-x-6 gap-y-1 px-4 py-3 text-sm sm:grid-cols-[9rem_minmax(0,1fr)]">
      <h3 className="font-medium">{label}</h3>
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="inline-block font-medium first-letter:uppercase">{value}</span>
          {source === "operator" ? (
            <Badge tone={loosened ? "warn" : "info"}>{loosened ? "Loosened by an operator" : SOURCE_WORDS.operator}</Badge>
          ) : (
            <span className="text-[13px] text-muted">{SOURCE_WORDS[source]}</span>
          )}
          {without && <span className="text-[13px] text-muted">without it {without}</span>}
        </p>
        <p className="max-w-prose text-[13px] text-pretty text-muted">{does}</p>
        {now && <p className="text-[13px] text-pretty">{now}</p>}
      </div>
    </li>
  );
}
