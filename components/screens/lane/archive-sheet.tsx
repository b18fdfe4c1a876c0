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
import { Consequences } from "./consequences.tsx";
import { ReasonField } from "./reason-field.tsx";

interface ArchiveSheetProps {
  lane: LaneDetail;
  /** False brings the lane back. */
  archived: boolean;
  onClose(): void;
}

const WORDS = {
  archive: {
    title: "Archive",
    act: "Archive",
    failed: "The lane was not archived",
    suggestions: ["No longer used", "Replaced by another lane"],
  },
  restore: {
    title: "Bring back",
    act: "Bring it back",
    failed: "The lane was not brought back",
    suggestions: ["Still in use", "Archived by mistake"],
  },
};

/** Ends a lane, or brings it back: each is the undo of the other. */
export function ArchiveSheet({ lane, archived, onClose }: ArchiveSheetProps) {
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const words = WORDS[archived ? "archive" : "restore"];
  const send = useMutation({
    mutationFn: () => callApi(laneDetail, `/api/v1/lanes/${lane.id}`, { method: "PATCH", body: { archived, reason } }),
    onSuccess: () =>
      Promise.all(
        [queryKeys.lane(lane.id), queryKeys.lanes, queryKeys.timeline(lane.id)].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ).then(onClose),
  });
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={`${words.title} ${lane.name}?`}
      footer={
        <>
          <SheetCancel />
          <Button variant="primary" disabled={reason.trim() === "" || send.isPending} onClick={() => send.mutate()}>
            {send.isPending ? "Saving…" : words.act}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Consequences sentences={archived ? endOf(lane) : RETURN} />
        <ReasonField value={reason} onChange={setReason} suggestions={words.suggestions} />
        {send.error && <QueryError title={words.failed} error={send.error} />}
      </div>
    </Sheet>
  );
}

/** What archiving would bring about. */
function endOf({ alerts, command, control, freshness }: LaneDetail): string[] {
  return [
    "Its clock and alerts stop, and it leaves the lists. Its history stays.",
    ...(alerts.length > 0 ? [`Its open alerts close (${alerts.length}).`] : []),
    ...(command?.finished_at === null ? [`The ${command.kind} that is under way is cancelled.`] : []),
    ...(control === "active" ? [] : ["It stays held: tool calls are refused as before."]),
    ...(freshness === "live" ? ["Its server still reports. The credential itself is not touched and goes on working."] : []),
    "Bring it back at any time.",
  ];
}

const RETURN = [
  "It is judged at once by what its server reported meanwhile, and alerts open for what holds.",
  "It returns to the lists.",
];
