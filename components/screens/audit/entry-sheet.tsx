"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import type { AuditEntry } from "#lib/contract/audit.ts";
import { OUTCOME_TONES, OUTCOME_WORDS } from "./audit-row.tsx";
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
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <code className="font-mono text-[13px]">{entry.action}</code>
            {entry.outcome !== "ok" && <Badge tone={OUTCOME_TONES[entry.outcome]}>{OUTCOME_WORDS[entry.outcome]}</Badge>}
          </span>
        </Line>
        <Line label="When">
          {entry.at.replace("T", " ").replace("Z", " UTC")}
          {wasRecordedLater(entry) && <span className="text-muted"> · recorded {entry.recorded_at.slice(11, 19)}</span>}
        </Line>
        <Line label="Who">
          {actor.name}{" "}
          <span className="text-muted">
            ({[actor.kind, actor.auth?.replaceAll("_", " "), actor.address].filter(Boolean).join(", ")})
          </span>
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
        {entry.correlation_id && (
          <Line label="Correlation">
            <Code>{entry.correlation_id}</Code>
          </Line>
        )}
        <Line label="Entry">
          <Code>{entry.id}</Code>
        </Line>
      </dl>
      <ChangeTable changes={changesOf(entry.before, entry.after)} />
    </Sheet>
  );
}

/** Worth a word only where it is not the same moment to a reader. */
const wasRecordedLater = ({ at, recorded_at }: AuditEntry): boolean => Date.parse(recorded_at) - Date.parse(at) >= LATER_MS;
const LATER_MS = 2_000;

const Code = ({ children }: { children: string }) => <code className="font-mono text-[13px]">{children}</code>;

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6rem_1fr] gap-3">
      <dt className="text-muted">{label}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}
