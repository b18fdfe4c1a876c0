"use client";
import { useState } from "react";
import { QueryError } from "#components/api/query-error.tsx";
import { Button } from "#components/ui/button.tsx";
import { ChoiceGroup } from "#components/ui/choice-group.tsx";
import { Note } from "#components/ui/note.tsx";
import { useServerNow } from "#components/ui/server-clock.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { draftOf, type PolicyDraft, patchOf, problemsOf, spanSeconds } from "./policy-draft.ts";
import { orderWarning, previewOf } from "./policy-preview.ts";
import { withoutOverride } from "./policy-rows.ts";
import { heldContainment, isLooser, POLICY_SPANS, type PolicySpan, spanValue } from "./policy-values.ts";
import { CONTAIN_CHOICES, LOOSENED, SOURCE_PLACEHOLDERS, SPAN_WORDS } from "./policy-words.ts";
import { SpanField } from "./span-field.tsx";
import { useLanePatch } from "./use-lane-patch.ts";

/** An operator's overrides of a lane's policy: what is left empty stays with its declaration, else the default. */
export function PolicySheet({ lane, onClose }: { lane: LaneDetail; onClose(): void }) {
  const nowMs = useServerNow(15_000);
  const [draft, setDraft] = useState(() => draftOf(lane, (span) => usualSeconds(lane, span)));
  const save = useLanePatch(lane.id);
  const problems = problemsOf(draft);
  const patch = patchOf(lane, draft);
  const isChanged = Object.keys(patch).length > 0;
  const isValid = Object.keys(problems).length === 0;
  const loosened = isLooser(draft.contain_on, heldContainment(lane)) ? LOOSENED[draft.contain_on] : null;
  const isOutOfOrder = isValid ? orderWarning(lane, spanSeconds(draft.warning_s), spanSeconds(draft.refusal_s)) : null;
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={`Policy of ${lane.name}`}
      description="It holds at once for the credential that serves now, and for every later one."
      footer={
        <>
          <div aria-live="polite" className="grid basis-full gap-2 empty:hidden">
            {isOutOfOrder && <Note>{isOutOfOrder}</Note>}
            {loosened && <Note>{loosened}</Note>}
          </div>
          <SheetCancel />
          <Button
            variant={loosened ? "danger" : "primary"}
            disabled={!isChanged || !isValid || save.isPending}
            onClick={() => save.mutate({ policy: patch }, { onSuccess: onClose })}
          >
            {save.isPending ? "Saving…" : loosened ? "Save and loosen containment" : "Save"}
          </Button>
        </>
      }
    >
      <div className="grid gap-6">
        {POLICY_SPANS.map((span) => (
          <SpanField
            key={span}
            {...SPAN_WORDS[span]}
            usual={SOURCE_PLACEHOLDERS[spanValue(lane, span, null).source]}
            without={withoutOverride(lane, span)}
            preview={problems[span] ? "" : previewOf(lane, span, spanSeconds(draft[span]), nowMs)}
            error={problems[span]}
            value={draft[span]}
            onChange={(value) => setDraft((held): PolicyDraft => ({ ...held, [span]: value }))}
          />
        ))}
        <ChoiceGroup
          label="Contains itself"
          choices={CONTAIN_CHOICES}
          value={draft.contain_on}
          onChange={(contain_on) => setDraft((held) => ({ ...held, contain_on }))}
        />
        {save.error && <QueryError title="The policy was not saved" error={save.error} />}
      </div>
    </Sheet>
  );
}

/** The unit that a value is usually told in. */
function usualSeconds(lane: LaneDetail, span: PolicySpan): number | null {
  const { ms } = spanValue(lane, span, null);
  return ms === null ? null : ms / 1_000;
}
