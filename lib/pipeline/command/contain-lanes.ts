import { writeActions } from "#lib/db/actions.ts";
import { readOpenCommands } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Assessment } from "#lib/domain/assessment/assess.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import type { ContainCause } from "#lib/domain/lane/containment.ts";
import { LANEKEEPER } from "./lanekeeper.ts";
import { setControl } from "./set-control.ts";

const BECAUSE: Record<ContainCause, string> = {
  confirmed: "confirmed by its provider",
  every_replica: "every live replica that serves it says so",
  two_replicas: "two replicas say so",
  probe_dead: "one replica says so, and the probe of another agrees",
  no_answer: "one replica says so, and no other answered in time",
};

/** Contains lanes whose credential was revoked: a pause of the system's own, which only a human ends. */
export async function containLanes(
  tx: Sql,
  judged: readonly { record: LaneRecord; assessment: Assessment }[],
  now: Date,
): Promise<void> {
  for (const { record, assessment } of judged) {
    if (!assessment.contained) continue;
    const { reason, because, verdictId, generation } = assessment.contained;
    const open = await readOpenCommands(tx, record.id);
    const issue = { tx, now, lane: record, kind: "pause" as const, reason, caller: LANEKEEPER };
    await setControl(issue, open, () => ({ containedAt: now, containedReason: reason, containReference: verdictId }));
    await writeActions(tx, SYSTEM, now, [
      {
        action: "lane.contained",
        laneId: record.id,
        serverId: record.serverId,
        reason,
        correlationId: verdictId,
        after: { control: "contained", generation: generation.number, because },
        summary: `Contained ${record.name}: generation ${generation.number} was revoked (${BECAUSE[because]})`,
      },
    ]);
  }
}
