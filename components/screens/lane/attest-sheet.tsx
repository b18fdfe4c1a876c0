"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { QueryError } from "#components/api/query-error.tsx";
import { queryKeys } from "#components/api/query-keys.ts";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import { type LaneDetail, laneDetail } from "#lib/contract/lane.ts";
import type { GenerationView } from "#lib/contract/lane-parts.ts";
import { Consequences } from "./consequences.tsx";
import { ReasonField } from "./reason-field.tsx";

const REASONS = ["Deleted at the provider", "Account closed", "Provider confirmed its end"] as const;

interface AttestSheetProps {
  lane: LaneDetail;
  generation: GenerationView;
  onClose(): void;
}

/** An operator's word that an old credential is dead, where neither a hook nor its date can prove it. */
export function AttestSheet({ lane, generation: { number, fingerprint }, onClose }: AttestSheetProps) {
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const attest = useMutation({
    mutationFn: () => {
      const body = { reason: reason.trim(), fingerprint };
      return callApi(laneDetail, `/api/v1/lanes/${lane.id}/generations/${number}/attest`, { method: "POST", body });
    },
    onSuccess: async (read) => {
      client.setQueryData(queryKeys.lane(lane.id), read);
      await client.invalidateQueries({ queryKey: queryKeys.commands });
      onClose();
    },
  });
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={`Is generation ${number} dead?`}
      description="Say so only after you have ended it at the provider. Lanekeeper cannot prove it here."
      footer={
        <>
          <SheetCancel />
          <Button variant="primary" disabled={reason.trim() === "" || attest.isPending} onClick={() => attest.mutate()}>
            {attest.isPending ? "Saving…" : "I attest that it is dead"}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Consequences
          sentences={[
            "Nothing is done at the provider: what you write here is your word, kept in the audit under your name.",
            ...(lane.rotation === "retire_old" ? ["The rotation that waits for this closes as attested."] : []),
          ]}
        />
        <ReasonField value={reason} onChange={setReason} suggestions={REASONS} />
        {attest.error && <QueryError title="It was not taken" error={attest.error} />}
      </div>
    </Sheet>
  );
}
