"use client";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { serverNowMs } from "#components/ui/server-clock.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import type { RetireOld } from "#lib/contract/command.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { ConfirmName } from "./confirm-name.tsx";
import { Consequences } from "./consequences.tsx";
import { defaultRetirement, endsWorkingCredential, neighbourSentence, rotateForecast } from "./forecast.ts";
import { ReasonField } from "./reason-field.tsx";
import { RetirementChoice } from "./retirement-choice.tsx";
import { SendError } from "./send-error.tsx";
import { useCommandForm } from "./use-command-form.ts";

const REASONS = ["Planned rotation", "Credential may have leaked", "Owner left", "Provider asked for it"] as const;

/** Consequence first, then the choice, then the reason. Where the store holds nothing new, that is said before the click. */
export function RotateSheet({ lane, onClose }: { lane: LaneDetail; onClose(): void }) {
  const forecast = rotateForecast(lane);
  const form = useCommandForm(lane, "rotate", onClose);
  const [retireOld, setRetireOld] = useState<RetireOld>(() => defaultRetirement(lane, serverNowMs()));
  const [typedName, setTypedName] = useState("");
  const gated = endsWorkingCredential(lane, retireOld);
  const ready = forecast.blocked === null && form.hasReason && !form.isPending && (!gated || typedName === lane.name);
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={`Rotate ${lane.name}`}
      description={forecast.sentence}
      footer={
        <>
          <SheetCancel />
          <Button variant={gated ? "danger" : "primary"} disabled={!ready} onClick={() => form.send({ retire_old: retireOld })}>
            {form.isPending ? "Sending…" : (forecast.blocked ?? `Rotate ${lane.name}`)}
          </Button>
        </>
      }
    >
      {forecast.blocked === null ? (
        <div className="grid gap-4">
          <Consequences sentences={consequences(lane)} />
          <RetirementChoice value={retireOld} onChange={setRetireOld} />
          {gated && <ConfirmName name={lane.name} value={typedName} onChange={setTypedName} />}
          <ReasonField value={form.reason} onChange={form.setReason} suggestions={REASONS} />
          <SendError form={form} />
        </div>
      ) : (
        <Consequences
          sentences={[
            "A rotation would end as no_new_version.",
            "This sheet follows the store: as soon as a replica reports something new there, it can be rotated.",
          ]}
        />
      )}
    </Sheet>
  );
}

function consequences({ blast_radius: { routes, shared_fingerprint, neighbours } }: LaneDetail): string[] {
  const tools = `${routes.length === 1 ? "1 tool is" : `${routes.length} tools are`} served by this credential; calls in flight finish on the old one.`;
  const shared = shared_fingerprint.map((lane) => `${lane.server}/${lane.name}`).join(", ");
  return [
    tools,
    ...(shared ? [`The same credential is also served by ${shared}: the old one is not ended while they use it.`] : []),
    neighbourSentence(neighbours.map((neighbour) => neighbour.name)),
  ];
}
