import { writeActions } from "#lib/db/actions.ts";
import { type AlertHolder, markAcknowledged, readAlertHolder } from "#lib/db/alerts.ts";
import { wakeLane } from "#lib/db/due-lanes.ts";
import { lockLanes } from "#lib/db/lane-record.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { type Context, requireRole } from "../context.ts";
import { fail, notFound } from "../errors.ts";

/**
 * Takes an open alert on, with who and an optional comment. Saying it twice is no error for the same person.
 * @throws not_found, or conflict where somebody else has it or it is over
 */
export async function acknowledgeAlert({
  ctx,
  alertId,
  comment,
}: {
  ctx: Context;
  alertId: string;
  comment: string | null;
}): Promise<void> {
  requireRole(ctx, "operator");
  const seen = await readAlertHolder(ctx.db, alertId);
  if (!seen) throw notFound("alert");
  await ctx.db.transaction(async (tx) => {
    // The lane comes first, as it does where alerts are opened and closed.
    await lockLanes(tx, [seen.laneId]);
    const written = await markAcknowledged(tx, alertId, ctx.actor.name, comment, ctx.now);
    if (!written) return explain(await readAlertHolder(tx, alertId), ctx.actor.name);
    const { laneId, summary, version } = written;
    await writeActions(tx, ctx.actor, ctx.now, [
      { action: "alert.acknowledged", laneId, correlationId: alertId, reason: comment, summary: `Acknowledged: ${summary}` },
    ]);
    // One that only waited to be taken note of is over with this.
    await wakeLane(tx, laneId, ctx.now);
    await writeOutbox(tx, [{ topic: "alert", ref: alertId, serverId: null, version }]);
  });
}

/** Why nothing was written; saying twice what is so already is no error. */
function explain(alert: AlertHolder | null, name: string): void {
  if (!alert) throw notFound("alert");
  if (alert.ackedBy === name) return;
  throw fail("conflict", alert.ackedBy ? `${alert.ackedBy} has acknowledged it already.` : "The alert is over.");
}
