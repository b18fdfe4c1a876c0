"use client";
import { Button } from "#components/ui/button.tsx";
import { useServerNow } from "#components/ui/server-clock.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { Consequences } from "./consequences.tsx";
import { resumeForecast } from "./forecast.ts";
import { ReasonField } from "./reason-field.tsx";
import { SendError } from "./send-error.tsx";
import { useCommandForm } from "./use-command-form.ts";

const REASONS = ["Cause is gone", "False alarm", "Work is done"] as const;

/** A contained lane gets no ready-made reasons: whoever resumes it says in their own words why it is safe. */
export function ResumeSheet({ lane, onClose }: { lane: LaneDetail; onClose(): void }) {
  const forecast = resumeForecast(lane, useServerNow());
  const form = useCommandForm(lane, "resume", onClose);
  const contained = lane.control === "contained";
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={`Resume ${lane.name}`}
      description={contained ? "Lanekeeper contained this lane. Only a human ends that." : "Tool calls are answered again."}
      footer={
        <>
          <SheetCancel />
          <Button
            variant="primary"
            disabled={!form.hasReason || form.isPending || forecast.blocked !== null}
            onClick={() => form.send()}
          >
            {form.isPending ? "Sending…" : (forecast.blocked ?? `Resume ${lane.name}`)}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Consequences sentences={[forecast.sentence]} />
        <ReasonField value={form.reason} onChange={form.setReason} suggestions={contained ? [] : REASONS} />
        <SendError form={form} />
      </div>
    </Sheet>
  );
}
