import { writeActions } from "#lib/db/actions.ts";
import { openAlerts } from "#lib/db/alerts.ts";
import type { Database } from "#lib/db/database.ts";
import { lockLanes } from "#lib/db/lane-record.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { setAside } from "#lib/db/set-aside.ts";
import { describeAlert } from "#lib/domain/alert/describe.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { createLog } from "#lib/log.ts";

const log = createLog("alert");

/** When a lane that could not be judged is tried again. */
export const TRY_AGAIN_MS = 60_000;

const WHAT_TO_DO =
  "what is stored of it cannot be read. Its events are kept, and count once it can: restore its rows, or run the version that wrote them";

/**
 * Sets a lane aside that cannot be judged: its events are recorded and not folded, what it was judged to be last stays, and an alert
 * names it. The clock tries again each minute.
 */
export async function setAsideLane(db: Database, laneId: string, error: unknown, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    await lockLanes(tx, [laneId]);
    const lane = await setAside(tx, laneId, new Date(now.getTime() + TRY_AGAIN_MS));
    if (lane === null) return;
    log.error({ error, laneId, lane: lane.name }, "lane set aside");
    const summary = describeAlert("set_aside", lane.name, WHAT_TO_DO);
    const wanted = {
      laneId,
      condition: "set_aside",
      severity: "critical",
      generation: null,
      summary,
      openedAt: null,
      missed: false,
    };
    const opened = await openAlerts(tx, [wanted], now);
    const about = { laneId, serverId: lane.serverId, outcome: "failed" as const, summary };
    await writeActions(tx, SYSTEM, now, [
      { ...about, action: "lane.set_aside" },
      ...opened.map(({ id }) => ({ ...about, action: "alert.opened" as const, correlationId: id })),
    ]);
    await writeOutbox(tx, [
      { topic: "lane", ref: laneId, serverId: lane.serverId, version: now.getTime() },
      ...opened.map(({ id, version }) => ({ topic: "alert" as const, ref: id, serverId: null, version })),
    ]);
  });
}
