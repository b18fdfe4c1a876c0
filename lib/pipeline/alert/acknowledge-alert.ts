import { writeActions } from "#lib/db/actions.ts";
import { markAcknowledged } from "#lib/db/alerts.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { maybeOne } from "#lib/db/sql.ts";
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
  await ctx.db.transaction(async (tx) => {
    const written = await markAcknowledged(tx, alertId, ctx.actor.name, comment, ctx.now);
    if (!written) return explain(tx, alertId, ctx.actor.name);
    const { laneId, summary, version } = written;
    await writeActions(tx, ctx.actor, ctx.now, [
      { action: "alert.acknowledged", laneId, correlationId: alertId, reason: comment, summary: `Acknowledged: ${summary}` },
    ]);
    await writeOutbox(tx, [{ topic: "alert", ref: alertId, serverId: null, version }]);
  });
}

async function explain(tx: Parameters<typeof maybeOne>[0], alertId: string, name: string): Promise<void> {
  const alert = await maybeOne<{ state: string; acked_by: string | null }>(
    tx,
    "SELECT state, acked_by FROM alert WHERE id = $1",
    [alertId],
  );
  if (!alert) throw notFound("alert");
  if (alert.acked_by === name) return;
  throw fail("conflict", alert.acked_by ? `${alert.acked_by} has acknowledged it already.` : "The alert is over.");
}
