import type { Database } from "#lib/db/database.ts";
import { heartbeatBook } from "./heartbeat-book.ts";

export { ingestEvents } from "./ingest-events.ts";

/** Writes the heartbeats that this process has gathered. */
export const flushHeartbeats = (db: Database): Promise<void> => heartbeatBook(db).flush();

/** Writes what this process has gathered and gathers no more, since it is about to end. */
export const endGathering = (db: Database): Promise<void> => heartbeatBook(db).close();
