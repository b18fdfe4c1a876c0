"use client";
import { useState } from "react";
import { QueryError } from "#components/api/query-error.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import { Time } from "#components/ui/time.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { Consequences } from "./consequences.tsx";
import { useOverrule } from "./queries.ts";
import { ReasonField } from "./reason-field.tsx";
import { overrulable, whoSaid } from "./verdict-story.ts";

const REASONS = ["The provider says it is alive", "That replica was misconfigured"] as const;

/** Sets aside what a passed probe speaks against, verdict by verdict, each with its audit entry. */
export function OverruleSheet({ lane, onClose }: { lane: LaneDetail; onClose(): void }) {
  const [reason, setReason] = useState("");
  const overrule = useOverrule(lane.id);
  const verdicts = overrulable(lane);
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={`Overrule what was said of ${lane.name}`}
      description="A probe passed after this was said. It is yours to say that it was wrong."
      footer={
        <>
          <SheetCancel />
          <Button
            variant="primary"
            disabled={reason.trim() === "" || overrule.isPending || verdicts.length === 0}
            onClick={() => overrule.mutate({ verdicts, reason: reason.trim() }, { onSuccess: onClose })}
          >
            {overrule.isPending ? "Saving…" : "Overrule"}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <ul className="grid gap-2 text-sm">
          {verdicts.map((verdict) => (
            <li key={verdict.event_id} className="wrap-anywhere">
              <span className="font-medium">{whoSaid(verdict)}</span> said that generation {verdict.generation} is {verdict.kind},{" "}
              <Time at={verdict.at} />
            </li>
          ))}
        </ul>
        <Consequences
          sentences={[
            "Replicas that stopped using the credential by themselves try it again.",
            lane.control === "contained"
              ? "The lane stays contained until you resume it."
              : "The alert closes when nobody says so any more.",
          ]}
        />
        <ReasonField value={reason} onChange={setReason} suggestions={REASONS} />
        {overrule.error && <QueryError title="Nothing was overruled" error={overrule.error} />}
      </div>
    </Sheet>
  );
}
