"use client";
import { useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { Consequences } from "./consequences.tsx";
import { ReasonField } from "./reason-field.tsx";
import { SendError } from "./send-error.tsx";
import { useCommandForm } from "./use-command-form.ts";

const REASONS = ["Checking the verdict", "The provider says it is alive"] as const;

/** Has one replica try the credential at its provider, although the lane may be stopped. */
export function ProbeSheet({ lane, onClose }: { lane: LaneDetail; onClose(): void }) {
  const id = useId();
  const form = useCommandForm(lane, "probe", onClose);
  const [replica, setReplica] = useState("");
  const live = lane.replicas.filter((one) => one.live && one.serving);
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={`Probe ${lane.name}`}
      description="One replica makes one harmless call with the credential that it serves."
      footer={
        <>
          <SheetCancel />
          <Button
            variant="primary"
            disabled={!form.hasReason || form.isPending || live.length === 0}
            onClick={() => form.send(replica === "" ? {} : { replica })}
          >
            {form.isPending ? "Sending…" : live.length === 0 ? "No replica is live" : `Probe ${lane.name}`}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Consequences
          sentences={[
            "Nothing is resumed by it: a probe that passes lets you overrule what was said before.",
            "A provider may lock an account that shows it a dead key again and again: ask once.",
          ]}
        />
        <Field label="Replica" htmlFor={id}>
          <Select id={id} value={replica} onChange={(event) => setReplica(event.target.value)}>
            <option value="">The one heard last</option>
            {live.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <ReasonField value={form.reason} onChange={form.setReason} suggestions={REASONS} />
        <SendError form={form} />
      </div>
    </Sheet>
  );
}
