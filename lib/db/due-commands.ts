import type { CommandKind } from "../domain/vocabulary.ts";
import { COMMAND_COLUMNS, type CommandChange, type CommandRecord } from "./commands.ts";
import type { Sql } from "./sql.ts";

export interface DueCommand {
  id: string;
  laneId: string;
  kind: CommandKind;
}

/** Commands whose next check is due, those that wait longest first. A rotation goes by what its lane knows, and waits while that cannot be read. */
export async function findDueCommands(sql: Sql, now: Date, limit: number): Promise<DueCommand[]> {
  return sql.query<DueCommand>(
    `SELECT c.id, c.lane_id AS "laneId", c.kind FROM command c JOIN lane l ON l.id = c.lane_id
     WHERE c.next_check_at <= $1 AND (c.kind <> 'rotate' OR l.folded_to IS NULL) ORDER BY c.next_check_at LIMIT $2`,
    [now, limit],
  );
}

/** Those of several commands whose check is due still: another clock may have looked at them before their lanes' locks were ours. */
export async function readStillDue(tx: Sql, ids: readonly string[], now: Date): Promise<CommandRecord[]> {
  return tx.query<CommandRecord>(
    `SELECT ${COMMAND_COLUMNS} FROM command WHERE id = ANY($1::uuid[]) AND next_check_at <= $2 ORDER BY id`,
    [ids, now],
  );
}

/** Says when a command that is as it was is looked at again; nobody is told of it. */
export async function postponeCommand(
  tx: Sql,
  id: string,
  { nextCheckAt, expiresAt = null }: Pick<CommandChange, "nextCheckAt" | "expiresAt">,
): Promise<void> {
  await tx.query("UPDATE command SET next_check_at = $2, expires_at = coalesce($3, expires_at) WHERE id = $1", [
    id,
    nextCheckAt,
    expiresAt,
  ]);
}

/** The same of many commands. */
export async function postponeCommands(tx: Sql, commands: readonly { id: string; nextCheckAt: Date | null }[]): Promise<void> {
  if (commands.length === 0) return;
  await tx.query(
    "UPDATE command SET next_check_at = t.at FROM unnest($1::uuid[], $2::timestamptz[]) AS t(command_id, at) WHERE id = t.command_id",
    [commands.map(({ id }) => id), commands.map(({ nextCheckAt }) => nextCheckAt)],
  );
}

/** Has the clock look at the rotations of a lane at once. */
export async function wakeRotations(tx: Sql, laneId: string, now: Date): Promise<void> {
  await tx.query("UPDATE command SET next_check_at = $2 WHERE lane_id = $1 AND kind = 'rotate' AND next_check_at > $2", [
    laneId,
    now,
  ]);
}
