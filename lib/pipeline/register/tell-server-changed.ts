import { writeOutbox } from "#lib/db/outbox.ts";
import type { Sql } from "#lib/db/sql.ts";

/** Tells open consoles to read this server again; its version is the time of the change. */
export const tellServerChanged = (tx: Sql, serverId: string, now: Date): Promise<void> =>
  writeOutbox(tx, [{ topic: "server", ref: serverId, serverId, version: now.getTime() }]);
