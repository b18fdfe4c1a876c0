import { randomUUID } from "node:crypto";
import { vi } from "vitest";
import type { StreamCommand } from "#lib/contract/control.ts";
import { PROD, type Stage } from "./stage.ts";

/** Has the keeper do one phase of a rotation of its own, and waits for the outcome. */
export async function rotate(
  { lanekeeper }: Pick<Stage, "lanekeeper">,
  phase: StreamCommand["phase"],
  args: StreamCommand["args"] = {},
) {
  const id = randomUUID();
  lanekeeper.command({ id, lane: PROD, kind: "rotate", phase, args, expires_at: null });
  return vi.waitFor(
    () => {
      const ack = lanekeeper.acks.find(({ command, status }) => command === id && status !== "acknowledged");
      if (!ack) throw new Error("no outcome yet");
      return ack;
    },
    { timeout: 10_000 },
  );
}
