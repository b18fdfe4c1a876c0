"use client";
import { useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { serverNowMs } from "#components/ui/server-clock.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { Consequences } from "./consequences.tsx";
import { pauseConsequence } from "./forecast.ts";
import { ReasonField } from "./reason-field.tsx";
import { SendError } from "./send-error.tsx";
import { useCommandForm } from "./use-command-form.ts";

const REASONS = ["Suspicious calls", "Credential may have leaked", "Provider incident", "Planned work"] as const;
const DURATIONS = [
  { value: "", label: "Until someone resumes it" },
  { value: "15", label: "15 minutes" },
  { value: "60", label: "1 hour" },
  { value: "240", label: "4 hours" },
] as const;

export function PauseSheet({ lane, onClose }: { lane: LaneDetail; onClose(): void }) {
  const untilId = useId();
  const form = useCommandForm(lane, "pause", onClose);
  const [minutes, setMinutes] = useState("");
  const send = () => form.send(minutes === "" ? {} : { until: new Date(serverNowMs() + Number(minutes) * 60_000).toISOString() });
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={`Pause ${lane.name}`}
      description="Takes hold at the server before the credential is touched. Resuming is one step."
      footer={
        <>
          <SheetCancel />
          <Button variant="primary" disabled={!form.hasReason || form.isPending} onClick={send}>
            {form.isPending ? "Sending…" : `Pause ${lane.name}`}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Consequences sentences={pauseConsequence(lane)} />
        <ReasonField value={form.reason} onChange={form.setReason} suggestions={REASONS} />
        <Field label="For how long" htmlFor={untilId}>
          <Select id={untilId} value={minutes} onChange={(event) => setMinutes(event.target.value)}>
            {DURATIONS.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        <SendError form={form} />
      </div>
    </Sheet>
  );
}
