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
import { Time } from "#components/ui/time.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import type { GenerationView } from "#lib/contract/lane-parts.ts";
import { EXPIRY_SOURCE_WORDS } from "./generation-story.ts";

/** Enters when a credential ends, for providers that do not tell. The time is taken as UTC. */
export function ExpirySheet({ lane, onClose }: { lane: LaneDetail; onClose(): void }) {
  const id = useId();
  const client = useQueryClient();
  const [end, setEnd] = useState("");
  const serving = lane.generations.find(
    ({ number, fingerprint }) => number === lane.generation?.number && fingerprint === lane.generation.fingerprint,
  );
  const path = `/api/v1/lanes/${lane.id}/generations/${lane.generation?.number ?? 0}`;
  const enter = useMutation({
    mutationFn: (expires_at: string | null) => callApi(z.unknown(), path, { method: "PATCH", body: { expires_at } }),
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
        {serving?.expires_source && <KnownEnd expiresAt={serving.expires_at} source={serving.expires_source} />}
        <Field label="Ends (UTC)" htmlFor={id}>
          <Input id={id} type="datetime-local" value={end} onChange={(event) => setEnd(event.target.value)} />
        </Field>
        {serving?.expires_source === "operator" && (
          <Button disabled={enter.isPending} onClick={() => enter.mutate(null)}>
            Take the entered date back
          </Button>
        )}
        {enter.error && <QueryError title="The date was not saved" error={enter.error} />}
      </div>
    </Sheet>
  );
}

interface KnownEndProps {
  expiresAt: GenerationView["expires_at"];
  source: NonNullable<GenerationView["expires_source"]>;
}

/** What is known so far, and from whom: a date entered here wins over it. */
function KnownEnd({ expiresAt, source }: KnownEndProps) {
  return (
    <p className="text-sm text-muted">
      {"So far: "}
      {expiresAt === null || expiresAt === "never" ? "it never ends" : <Time at={expiresAt} show="both" />}
      {`, ${EXPIRY_SOURCE_WORDS[source]}.`}
    </p>
  );
}
