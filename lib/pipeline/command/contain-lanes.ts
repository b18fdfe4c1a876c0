import { writeActions } from "#lib/db/actions.ts";
import { readOpenCommandsOf } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Assessment } from "#lib/domain/assessment/assess.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { CONTAIN_CAUSE } from "#lib/domain/lane/describe-doubt.ts";
import { LANEKEEPER } from "./lanekeeper.ts";
import { setControl } from "./set-control.ts";

type Contained = NonNullable<Assessment["contained"]>;

/** Contains lanes whose credential was revoked: a pause of the system's own, which only a human ends. */
export async function containLanes(
  tx: Sql,
  judged: readonly { record: LaneRecord; assessment: Assessment }[],
  now: Date,
): Promise<void> {
  const contained = judged.flatMap(({ record, assessment: { contained: why } }) => (why ? [{ record, why }] : []));
  const open = await readOpenCommandsOf(
    tx,
    contained.map(({ record }) => record.id),
  );
  for (const { record, why } of contained) {
    const { reason, verdictId, certainty } = why;
    const issue = { tx, now, lane: record, kind: "pause" as const, reason, caller: LANEKEEPER };
    await setControl(issue, open.get(record.id) ?? [], () => ({
      containedAt: now,
      containedReason: reason,
      containReference: verdictId,
      containCertainty: certainty,
    }));
  }
  await writeActions(
    tx,
    SYSTEM,
    now,
    contained.map(({ record, why }) => describeContained(record, why)),
  );
}

const describeContained = (record: LaneRecord, { reason, because, verdictId, certainty, generation }: Contained): Action => ({
  action: "lane.contained",
  laneId: record.id,
  serverId: record.serverId,
  reason,
  correlationId: verdictId,
  after: { control: "contained", generation: generation.number, because, certainty },
  summary: `Contained ${record.name}: generation ${generation.number} was revoked (${CONTAIN_CAUSE[because]})`,
});
