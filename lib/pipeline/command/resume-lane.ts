import type { CommandRecord } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { controlOf } from "#lib/domain/lane/control.ts";
import { view } from "#lib/domain/lane/view.ts";
import { fail } from "../errors.ts";
import type { CommandOrder } from "./command-order.ts";
import { recordControl } from "./record-control.ts";
import { setControl } from "./set-control.ts";

/** Ends a containment, else a pause; the other stays where both hold. Preflight comes first: a dying credential is not resumed. */
export async function resumeLane({ tx, ctx, lane, request, open, ...order }: CommandOrder): Promise<CommandRecord> {
  const control = controlOf(lane.desired, ctx.now.getTime());
  if (control === "active") throw fail("conflict", "The lane is active: there is nothing to resume.");
  if (control === "contained" && request.reason.trim() === "")
    throw fail("invalid_request", "reason: say in words why the lane is safe again.");
  requirePreflight(lane, ctx.now);
  const issue = { tx, now: ctx.now, lane, kind: "resume" as const, reason: request.reason, ...order };
  const command = await setControl(issue, open, () =>
    control === "contained"
      ? { containedAt: null, containedReason: null, containReference: null, containCertainty: null }
      : { pausedAt: null, pausedBy: null, pausedReason: null, pausedUntil: null },
  );
  await recordControl(tx, lane, ctx.now);
  return command;
}

function requirePreflight(lane: LaneRecord, now: Date): void {
  const { health, deadlines } = view(lane, now.getTime());
  if (health === "revoked")
    throw fail("preflight_refused", "The credential is revoked. Put a new one in the store and rotate, then resume.");
  if (health === "expired")
    throw fail("preflight_refused", "The credential has expired. Put a new one in the store and rotate, then resume.");
  if (health === "must_refresh") {
    const endsAt = deadlines.expiresAt === null ? "soon" : `at ${new Date(deadlines.expiresAt).toISOString()}`;
    throw fail("preflight_refused", `The credential ends ${endsAt}: too close to start with. Rotate or refresh first.`);
  }
}
