"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import type { AuditEntry } from "#lib/contract/audit.ts";
import { OUTCOME_TONES } from "./audit-row.tsx";
import { ChangeTable } from "./change-table.tsx";
import { changesOf } from "./changes.ts";

/** Everything that is recorded of one entry: who, how proven, from where, before and after. */
export function EntrySheet({ entry, onClose }: { entry: AuditEntry; onClose(): void }) {
  const { actor, lane, server } = entry;
  return (
    <Sheet
      open
      onOpenChange={onClose}
      wide
      title={entry.summary}
      footer={
        <>
          <CopyButton text={entry.id} what="id" size="medium" />
          <SheetCancel>Close</SheetCancel>
        </>
      }
    >
      <dl className="grid gap-2 text-sm">
        <Line label="Action">
          <code className="font-mono text-[13px]">{entry.action}</code>{" "}
          <Badge tone={OUTCOME_TONES[entry.outcome]}>{entry.outcome}</Badge>
        </Line>
        <Line label="When">
          {entry.at.replace("T", " ").replace("Z", " UTC")}
          {entry.recorded_at !== entry.at && <span className="text-muted"> · recorded {entry.recorded_at.slice(11, 19)}</span>}
        </Line>
        <Line label="Who">
          {actor.name} <span className="text-muted">({[actor.kind, actor.auth, actor.address].filter(Boolean).join(", ")})</span>
        </Line>
        {lane && (
          <Line label="Lane">
            <Link href={`/lanes/${lane.id}`} className="font-medium underline">
              {lane.name}
            </Link>
          </Line>
        )}
        {server && <Line label="Server">{server.name}</Line>}
        {entry.reason && <Line label="Reason">{entry.reason}</Line>}
        {entry.correlation_id && <Line label="Correlation">{entry.correlation_id}</Line>}
        <Line label="Entry">{entry.id}</Line>
      </dl>
      <ChangeTable changes={changesOf(entry.before, entry.after)} />
    </Sheet>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6rem_1fr] gap-3">
      <dt className="text-muted">{label}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}
