"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import * as z from "zod/mini";
import { callApi } from "#components/api/call-api.ts";
import { QueryError } from "#components/api/query-error.tsx";
import { queryKeys } from "#components/api/query-keys.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";

/** Enters when a credential ends, for providers that do not tell. The time is taken as UTC. */
export function ExpirySheet({ lane, onClose }: { lane: LaneDetail; onClose(): void }) {
  const id = useId();
  const client = useQueryClient();
  const [end, setEnd] = useState("");
  const path = `/api/v1/lanes/${lane.id}/generations/${lane.generation?.number ?? 0}`;
  const enter = useMutation({
    mutationFn: (expires_at: string) => callApi(z.unknown(), path, { method: "PATCH", body: { expires_at } }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.lane(lane.id) }).then(onClose),
  });
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={`When does ${lane.name} end?`}
      description="Enter the date that the provider shows. Warnings and the forced refresh count from it."
      footer={
        <>
          <SheetCancel />
          <Button disabled={enter.isPending} onClick={() => enter.mutate("never")}>
            It never ends
          </Button>
          <Button variant="primary" disabled={end === "" || enter.isPending} onClick={() => enter.mutate(`${end}:00Z`)}>
            {enter.isPending ? "Saving…" : "Save"}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field label="Ends (UTC)" htmlFor={id}>
          <Input id={id} type="datetime-local" value={end} onChange={(event) => setEnd(event.target.value)} />
        </Field>
        {enter.error && <QueryError title="The date was not saved" error={enter.error} />}
      </div>
    </Sheet>
  );
}
