import { readControl } from "#lib/db/control.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { writeShownControl } from "#lib/db/lane-writes.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import type { Sql } from "#lib/db/sql.ts";
import { writeTransitions } from "#lib/db/transitions.ts";
import { controlOf } from "#lib/domain/lane/control.ts";

/** Shows an operator's change of control at once, as a transition of its own, and wakes the clock to judge what follows from it. */
export async function recordControl(tx: Sql, lane: LaneRecord, now: Date): Promise<void> {
  const written = await readControl(tx, lane.id);
  if (!written) return;
  const instant = (date: Date | null) => date?.getTime() ?? null;
  const desired = {
    pausedAt: instant(written.pausedAt),
    pausedUntil: instant(written.pausedUntil),
    containedAt: instant(written.containedAt),
  };
  const control = controlOf(desired, now.getTime());
  const version = await writeShownControl(tx, lane.id, control, now);
  await writeOutbox(tx, [{ topic: "lane", ref: lane.id, serverId: lane.serverId, version }]);
  if (!lane.standing || lane.standing.control === control) return;
  const after = { ...lane.standing, control };
  await writeTransitions(tx, [{ laneId: lane.id, cause: "operator", eventId: null, before: lane.standing, after }], now);
}
