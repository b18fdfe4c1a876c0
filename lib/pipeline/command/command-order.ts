import type { CommandRequest } from "#lib/contract/command.ts";
import type { CommandRecord } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Context } from "../context.ts";

/** What the three kinds of request share. */
export interface CommandOrder {
  tx: Sql;
  ctx: Context;
  lane: LaneRecord;
  request: CommandRequest;
  /** Commands of the lane that are not finished, newest first. */
  open: readonly CommandRecord[];
  caller: { kind: string; id: string; name: string };
  idempotencyKey: string | null;
  requestHash: string;
}
