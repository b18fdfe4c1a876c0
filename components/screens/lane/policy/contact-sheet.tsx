"use client";
import { useId, useState } from "react";
import { QueryError } from "#components/api/query-error.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import { type LaneDetail, lanePatch } from "#lib/contract/lane.ts";
import { useLanePatch } from "./use-lane-patch.ts";

/** What an emptied field means: the owner goes back to the declaration, the runbook is gone. */
const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

/** Who owns a lane and where its runbook is. */
export function ContactSheet({ lane, onClose }: { lane: LaneDetail; onClose(): void }) {
  const id = useId();
  const [owner, setOwner] = useState(lane.owner ?? "");
  const [runbook, setRunbook] = useState(lane.runbook_url ?? "");
  const save = useLanePatch(lane.id);
  const patch = {
    ...(orNull(owner) === lane.owner ? {} : { owner: orNull(owner) }),
    ...(orNull(runbook) === lane.runbook_url ? {} : { runbook_url: orNull(runbook) }),
  };
  const isAddress = lanePatch.safeParse({ runbook_url: orNull(runbook) }).success;
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={`Owner and runbook of ${lane.name}`}
      description="Shown to whoever is woken by this lane."
      footer={
        <>
          <SheetCancel />
          <Button
            variant="primary"
            disabled={Object.keys(patch).length === 0 || !isAddress || save.isPending}
            onClick={() => save.mutate(patch, { onSuccess: onClose })}
          >
            {save.isPending ? "Saving…" : "Save"}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field
          label="Owner"
          htmlFor={`${id}-owner`}
          hint="The team or person who can rotate or revoke the credential. Left empty, whom its server declares."
        >
          <Input
            id={`${id}-owner`}
            maxLength={256}
            autoComplete="off"
            placeholder="platform-team"
            value={owner}
            aria-describedby={`${id}-owner-hint`}
            onChange={(event) => setOwner(event.target.value)}
          />
        </Field>
        <Field
          label="Runbook"
          htmlFor={`${id}-runbook`}
          error={isAddress ? undefined : "Enter a whole address that begins with https:// or http://."}
        >
          <Input
            id={`${id}-runbook`}
            type="url"
            inputMode="url"
            maxLength={512}
            autoComplete="off"
            placeholder="https://runbooks.example/github"
            value={runbook}
            aria-invalid={!isAddress}
            aria-describedby={isAddress ? undefined : `${id}-runbook-error`}
            onChange={(event) => setRunbook(event.target.value)}
          />
        </Field>
        {save.error && <QueryError title="It was not saved" error={save.error} />}
      </div>
    </Sheet>
  );
}
