"use client";
import { useState } from "react";
import type { CommandRequest } from "#lib/contract/command.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { newIdempotencyKey } from "./idempotency-key.ts";
import { useSendCommand } from "./queries.ts";

type Extras = Pick<CommandRequest, "until" | "retire_old" | "replica">;

/** Reason, sending and its outcome for one opening of a sheet. The sheet closes when the server has taken the command. */
export function useCommandForm(lane: LaneDetail, kind: CommandRequest["kind"], onClose: () => void) {
  const [idempotencyKey, setIdempotencyKey] = useState(newIdempotencyKey);
  const [version, setVersion] = useState(lane.control_version);
  const [reason, setReason] = useState("");
  const { mutate, isPending, error, reset } = useSendCommand(lane.id);
  return {
    reason,
    setReason,
    isPending,
    error,
    hasReason: reason.trim().length > 0,
    send(extras: Extras = {}) {
      const request: CommandRequest = {
        kind,
        reason: reason.trim(),
        ...extras,
        ...(kind === "pause" ? {} : { if_version: version }),
      };
      mutate({ request, idempotencyKey }, { onSuccess: onClose });
    },
    /** Takes the lane as it is now for what the operator decides on: another decision, hence another key. */
    acceptChange() {
      setVersion(lane.control_version);
      setIdempotencyKey(newIdempotencyKey());
      reset();
    },
  };
}

export type CommandForm = ReturnType<typeof useCommandForm>;
