import { writeActions } from "#lib/db/actions.ts";
import { readOpenCommands } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Assessment } from "#lib/domain/assessment/assess.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { CONTAIN_CAUSE } from "#lib/domain/lane/describe-doubt.ts";
import { LANEKEEPER } from "./lanekeeper.ts";
import { setControl } from "./set-control.ts";

/** Contains lanes whose credential was revoked: a pause of the system's own, which only a human ends. */
export async function containLanes(
  tx: Sql,
  judged: readonly { record: LaneRecord; assessment: Assessment }[],
  now: Date,
): Promise<void> {
  for (const { record, assessment } of judged) {
    if (!assessment.contained) continue;
    const { reason, because, verdictId, certainty, generation } = assessment.contained;
    const open = await readOpenCommands(tx, record.id);
    const issue = { tx, now, lane: record, kind: "pause" as const, reason, caller: LANEKEEPER };
    await setControl(issue, open, () => ({
      containedAt: now,
      containedReason: reason,
      containReference: verdictId,
      containCertainty: certainty,
    }));
    await writeActions(tx, SYSTEM, now, [
      {
        action: "lane.contained",
        laneId: record.id,
        serverId: record.serverId,
        reason,
        correlationId: verdictId,
        after: { control: "contained", generation: generation.number, because, certainty },
        summary: `Contained ${record.name}: generation ${generation.number} was revoked (${CONTAIN_CAUSE[because]})`,
      },
    ]);
  }
}
