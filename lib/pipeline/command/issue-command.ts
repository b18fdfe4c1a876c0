import { insertTargets } from "#lib/db/command-targets.ts";
import { type CommandRecord, insertCommand } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { RetireOld } from "#lib/domain/command/rotation.ts";
import { COMMAND_LIFE_MS, isDesired } from "#lib/domain/command/target.ts";
import type { GenerationRef } from "#lib/domain/lane/fact.ts";
import type { CommandKind, RotationPhase } from "#lib/domain/vocabulary.ts";

export interface Issue {
  tx: Sql;
  now: Date;
  lane: LaneRecord;
  kind: CommandKind;
  phase?: RotationPhase;
  reason: string;
  until?: Date | null;
  retireOld?: RetireOld;
  previous?: GenerationRef | null;
  candidate?: GenerationRef | null;
  verdictIds?: readonly string[];
  /** Left out: as long as commands of this kind live. */
  expiresAt?: Date;
  targets: readonly string[];
  controlVersion: number;
  caller: { kind: string; id: string; name: string };
  idempotencyKey?: string | null;
  requestHash?: string | null;
}

/** Number of the lease that a rotation begins with. */
const FIRST_FENCE = 1;
const FIRST_LOOK_MS = 15_000;

/** When the clock looks at what was just queued first, in case its replicas are gone. */
export const firstLookAt = (now: Date): Date => new Date(now.getTime() + FIRST_LOOK_MS);

/** Writes a command with its targets, and word to consoles and command streams. The caller writes why it was given. */
export async function issueCommand(issue: Issue): Promise<CommandRecord> {
  const { tx, now, lane, kind, reason } = issue;
  const expiresAt = issue.expiresAt ?? (isDesired(kind) ? null : new Date(now.getTime() + COMMAND_LIFE_MS));
  const command = await insertCommand(tx, {
    laneId: lane.id,
    serverId: lane.serverId,
    kind,
    phase: issue.phase ?? null,
    reason,
    caller: issue.caller,
    requestedAt: now,
    until: issue.until ?? null,
    expiresAt,
    nextCheckAt: issue.expiresAt ?? firstLookAt(now),
    retireOld: issue.retireOld ?? null,
    previous: issue.previous ?? null,
    candidate: issue.candidate ?? null,
    verdictIds: issue.verdictIds ?? [],
    idempotencyKey: issue.idempotencyKey ?? null,
    requestHash: issue.requestHash ?? null,
    controlVersion: issue.controlVersion,
  });
  await insertTargets(tx, command.id, command.phase, issue.targets, now, command.phase === "prepare" ? FIRST_FENCE : null);
  await announce(tx, command);
  return command;
}

/** Tells consoles about a command, and wakes the command streams of its server. */
export async function announce(
  tx: Sql,
  { id, serverId, version }: Pick<CommandRecord, "id" | "serverId" | "version">,
): Promise<void> {
  await writeOutbox(tx, [
    { topic: "command", ref: id, serverId, version },
    { topic: "control", ref: id, serverId, version },
  ]);
}
