import { findDueCommands, readCommand } from "#lib/db/commands.ts";
import type { Database } from "#lib/db/database.ts";
import type { Sql } from "#lib/db/sql.ts";
import { openLane } from "./open-lane.ts";
import { progressCommand } from "./progress-command.ts";

/**
 * Brings due commands up to date, each in a transaction of its own. Returns how many were looked at.
 * One that cannot be brought up to date does not keep the others waiting: what failed is thrown after them.
 */
export async function sweepCommands(db: Database, now: Date, limit = 200): Promise<number> {
  const due = await findDueCommands(db, now, limit);
  const failures: unknown[] = [];
  for (const { id, laneId } of due) {
    const sweep = async (tx: Sql) => {
      const lane = await openLane(tx, laneId);
      const command = await readCommand(tx, id);
      if (command) await progressCommand(tx, lane, command, now);
    };
    await db.transaction(sweep, { repeats: true }).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${due.length} due commands failed`);
  return due.length;
}
