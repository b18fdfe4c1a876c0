import { writeActions } from "#lib/db/actions.ts";
import { readOpenCommands } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { pauseIsOver } from "#lib/domain/lane/control.ts";
import { describeRequest } from "./describe-request.ts";
import { setControl } from "./set-control.ts";

const LANEKEEPER = { kind: "system", id: "clock", name: "lanekeeper" };

/** Ends pauses whose time is over, as the operator asked. Returns all the records, with what they shall be now. */
export async function liftEndedPauses(tx: Sql, records: readonly LaneRecord[], now: Date): Promise<LaneRecord[]> {
  const lifted: LaneRecord[] = [];
  for (const lane of records) {
    if (!pauseIsOver(lane.desired, now.getTime())) {
      lifted.push(lane);
      continue;
    }
    const issue = {
      tx,
      now,
      lane,
      kind: "resume" as const,
      reason: "The pause has ended as planned",
      caller: LANEKEEPER,
    };
    const command = await setControl(issue, await readOpenCommands(tx, lane.id), () => ({
      pausedAt: null,
      pausedBy: null,
      pausedReason: null,
      pausedUntil: null,
    }));
    await writeActions(tx, SYSTEM, now, [describeRequest(lane, command)]);
    lifted.push({ ...lane, desired: { ...lane.desired, pausedAt: null, pausedUntil: null } });
  }
  return lifted;
}
