import { readTargetsOf } from "#lib/db/command-targets.ts";
import type { CommandRecord } from "#lib/db/commands.ts";
import type { Database } from "#lib/db/database.ts";
import { type DueCommand, findDueCommands, postponeCommands, readStillDue } from "#lib/db/due-commands.ts";
import { isDatabaseAway } from "#lib/db/is-database-away.ts";
import { lockLanes, readLaneRecords } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import { hasEnded } from "#lib/domain/command/has-ended.ts";
import { ageCommand } from "./age-command.ts";
import { progressCommand } from "./progress-command.ts";

/** Commands whose lanes one transaction holds. */
const AT_ONCE = 50;
/** When a command that could not be brought up to date is tried again: those that fail always shall not be the first for ever. */
const TRY_AGAIN_MS = 60_000;

/**
 * Brings due commands up to date, many in one transaction: of most of them nothing has changed, and those are read and put off
 * together. A rotation goes alone, since its steps lock its server. Returns how many were looked at.
 * One that cannot be brought up to date does not keep the others waiting: what failed is thrown after them.
 */
export async function sweepCommands(db: Database, now: Date, limit = 200): Promise<number> {
  const due = await findDueCommands(db, now, limit);
  const rotations = due.filter(({ kind }) => kind === "rotate");
  const others = due.filter(({ kind }) => kind !== "rotate");
  const groups = Array.from({ length: Math.ceil(others.length / AT_ONCE) }, (_, n) =>
    others.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
  );
  const failures: unknown[] = [];
  for (const group of [...groups, ...rotations.map((rotation) => [rotation])])
    failures.push(...(await sweepGroup(db, group, now)));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${due.length} due commands failed`);
  return due.length;
}

/** Sweeps commands together, or halves of them apart where that fails, until only those are left that fail by themselves. */
async function sweepGroup(db: Database, group: readonly DueCommand[], now: Date): Promise<unknown[]> {
  try {
    await db.transaction((tx) => sweep(tx, group, now), { repeats: true });
    return [];
  } catch (error) {
    if (isDatabaseAway(error)) return [error];
    if (group.length < 2) {
      const nextCheckAt = new Date(now.getTime() + TRY_AGAIN_MS);
      await postponeCommands(
        db,
        group.map(({ id }) => ({ id, nextCheckAt })),
      );
      return [error];
    }
    const middle = Math.ceil(group.length / 2);
    return [...(await sweepGroup(db, group.slice(0, middle), now)), ...(await sweepGroup(db, group.slice(middle), now))];
  }
}

async function sweep(tx: Sql, group: readonly DueCommand[], now: Date): Promise<void> {
  await lockLanes(tx, [...new Set(group.map(({ laneId }) => laneId))]);
  const ids = group.map(({ id }) => id);
  const [commands, targets] = await Promise.all([readStillDue(tx, ids, now), readTargetsOf(tx, ids, now)]);
  const quiet: { id: string; nextCheckAt: Date | null }[] = [];
  const moved: CommandRecord[] = [];
  for (const command of commands) {
    const { isQuiet, nextCheckAt } = ageCommand(command, targets.get(command.id) ?? [], now);
    if (isQuiet && command.kind !== "rotate" && !hasEnded(command)) quiet.push({ id: command.id, nextCheckAt });
    else moved.push(command);
  }
  await postponeCommands(tx, quiet);
  const lanes = await readLaneRecords(tx, [...new Set(moved.map(({ laneId }) => laneId))]);
  for (const command of moved) {
    const lane = lanes.find(({ id }) => id === command.laneId);
    if (lane) await progressCommand(tx, lane, command, now);
  }
}
