"use client";
import { useId, useState } from "react";
import { QueryError } from "#components/api/query-error.tsx";
import { useHasRole } from "#components/api/use-session.ts";
import { Button, type ButtonSize, type ButtonVariant } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import type { AlertView } from "#lib/contract/alert.ts";
import { useAcknowledge } from "./queries.ts";

interface AcknowledgeProps {
  alert: AlertView;
  size?: ButtonSize;
  variant?: ButtonVariant;
}

/** Button and sheet to take an alert on, with a word for the others. */
export function Acknowledge({ alert, size, variant }: AcknowledgeProps) {
  const [open, setOpen] = useState(false);
  const operator = useHasRole("operator");
  if (!operator) {
    return (
      <Tooltip content="Needs the role operator. An admin can grant it.">
        <Button aria-disabled className="opacity-50" size={size} variant={variant}>
          Acknowledge…
        </Button>
      </Tooltip>
    );
  }
  return (
    <>
      <Button size={size} variant={variant} onClick={() => setOpen(true)}>
        Acknowledge…
      </Button>
      {open && <AcknowledgeSheet alert={alert} onClose={() => setOpen(false)} />}
    </>
  );
}

function AcknowledgeSheet({ alert, onClose }: { alert: AlertView; onClose(): void }) {
  const id = useId();
  const [comment, setComment] = useState("");
  const { mutate, isPending, error } = useAcknowledge(alert.id);
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={`Acknowledge ${alert.lane.name}`}
      description="The alert stays open. Everyone sees that you look after it."
      footer={
        <>
          <SheetCancel />
          <Button variant="primary" disabled={isPending} onClick={() => mutate(comment.trim(), { onSuccess: onClose })}>
            {isPending ? "Saving…" : "Acknowledge"}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field label="Comment" htmlFor={id} hint="Optional. Shown in the list of alerts.">
          <Textarea
            id={id}
            rows={2}
            maxLength={500}
            value={comment}
            aria-describedby={`${id}-hint`}
            onChange={(event) => setComment(event.target.value)}
          />
        </Field>
        {error && <QueryError title="The alert was not acknowledged" error={error} />}
      </div>
    </Sheet>
  );
}
