import { writeActions } from "#lib/db/actions.ts";
import { insertTargets } from "#lib/db/command-targets.ts";
import { readCommand, reopenCommand } from "#lib/db/commands.ts";
import { bumpServerControl } from "#lib/db/control.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Assessment } from "#lib/domain/assessment/assess.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import type { Containment } from "#lib/domain/lane/containment.ts";
import { describeRequest } from "./describe-request.ts";
import { announce, issueCommand } from "./issue-command.ts";
import { LANEKEEPER } from "./lanekeeper.ts";

type Question = Extract<Containment, { action: "probe_first" }>;

/** Where one replica alone says that a credential was revoked, sends another one a probe, or the next where the last could not tell. */
export async function askWitnesses(
  tx: Sql,
  judged: readonly { record: LaneRecord; assessment: Assessment }[],
  now: Date,
): Promise<void> {
  for (const { record, assessment } of judged) {
    const { containment, desired } = assessment;
    if (containment.action !== "probe_first" || desired.containedAt !== null) continue;
    await (containment.commandId === null
      ? ask(tx, record, containment, now)
      : askNext(tx, record, containment, containment.commandId, now));
  }
}

async function ask(tx: Sql, lane: LaneRecord, { boot, generation, verdictIds, answerBy }: Question, now: Date): Promise<void> {
  await bumpServerControl(tx, lane.serverId);
  const command = await issueCommand({
    tx,
    now,
    lane,
    kind: "probe",
    reason: "One replica says that the credential was revoked",
    caller: LANEKEEPER,
    targets: [boot],
    controlVersion: lane.controlVersion,
    candidate: generation,
    verdictIds,
    expiresAt: new Date(answerBy),
  });
  await writeActions(tx, SYSTEM, now, [describeRequest(lane, command)]);
}

/** The ten seconds are for all who are asked, one after the other. */
async function askNext(tx: Sql, lane: LaneRecord, { boot }: Question, commandId: string, now: Date): Promise<void> {
  const command = await readCommand(tx, commandId);
  if (!command?.expiresAt) return;
  await bumpServerControl(tx, lane.serverId);
  await insertTargets(tx, command.id, command.phase, [boot], now);
  const version = await reopenCommand(tx, command.id, command.expiresAt);
  await writeActions(tx, SYSTEM, now, [
    {
      action: "command.target_changed",
      laneId: lane.id,
      serverId: lane.serverId,
      correlationId: command.id,
      after: { status: "queued" },
      summary: `Probe ${lane.name}: another replica is asked, since the last could not tell`,
    },
  ]);
  await announce(tx, { ...command, version });
}
