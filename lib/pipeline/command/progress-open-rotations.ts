import { readOpenCommands } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import { progressCommand } from "./progress-command.ts";

/** Lets the rotations of a locked lane take the steps that a new fact allows, rather than when the clock looks next. */
export async function progressOpenRotations(tx: Sql, lane: LaneRecord, now: Date): Promise<void> {
  const open = await readOpenCommands(tx, lane.id);
  for (const command of open.filter(({ kind }) => kind === "rotate")) await progressCommand(tx, lane, command, now);
}
