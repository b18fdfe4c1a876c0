import { writeActions } from "#lib/db/actions.ts";
import { type CommandRecord, readOpenCommandsOf } from "#lib/db/commands.ts";
import { readControl, writeControl } from "#lib/db/control.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { pauseIsOver } from "#lib/domain/lane/control.ts";
import { describeRequest } from "./describe-request.ts";
import { setControl } from "./set-control.ts";

const CLOCK = { kind: "system", id: "clock", name: "lanekeeper" };
const NO_PAUSE = { pausedAt: null, pausedBy: null, pausedReason: null, pausedUntil: null };
const REASON = "The pause has ended as planned";

/** Ends pauses whose time is over, as the operator asked. Returns all the records, with what they shall be now. */
export async function liftEndedPauses(tx: Sql, records: readonly LaneRecord[], now: Date): Promise<readonly LaneRecord[]> {
  const isOver = ({ desired }: LaneRecord): boolean => pauseIsOver(desired, now.getTime());
  const over = records.filter(isOver);
  if (over.length === 0) return records;
  const open = await readOpenCommandsOf(
    tx,
    over.map(({ id }) => id),
  );
  for (const lane of over)
    await (lane.desired.containedAt === null
      ? resume(tx, lane, open.get(lane.id) ?? [], now)
      : liftBelowContainment(tx, lane, now));
  return records.map((lane) =>
    isOver(lane) ? { ...lane, desired: { ...lane.desired, pausedAt: null, pausedUntil: null } } : lane,
  );
}

async function resume(tx: Sql, lane: LaneRecord, open: readonly CommandRecord[], now: Date): Promise<void> {
  const issue = { tx, now, lane, kind: "resume" as const, reason: REASON, caller: CLOCK };
  const command = await setControl(issue, open, () => NO_PAUSE);
  await writeActions(tx, SYSTEM, now, [describeRequest(lane, command)]);
}

/** The lane stays contained, so there is nothing for its replicas to do. */
async function liftBelowContainment(tx: Sql, lane: LaneRecord, now: Date): Promise<void> {
  const control = await readControl(tx, lane.id);
  if (!control) return;
  await writeControl(tx, lane.id, { ...control, ...NO_PAUSE }, control.controlCommandId);
  await writeActions(tx, SYSTEM, now, [
    {
      action: "lane.pause_ended",
      laneId: lane.id,
      serverId: lane.serverId,
      reason: REASON,
      before: { paused_by: control.pausedBy, paused_reason: control.pausedReason },
      after: { control: "contained" },
      summary: `The pause of ${lane.name} has ended; the lane stays contained`,
    },
  ]);
}
