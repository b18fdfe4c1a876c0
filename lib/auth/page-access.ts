import type { SessionView } from "#lib/contract/user.ts";
import type { Database } from "#lib/db/database.ts";
import { processDatabase } from "#lib/db/process-database.ts";
import { readSession } from "./session.ts";

/** What a page of the console reads its views with. */
export interface PageAccess {
  session: SessionView;
  db: Database;
  now: Date;
}

/** Access of whoever is signed in, else null: a page asks for itself, since it can be fetched without its layout. */
export async function pageAccess(headers: Headers): Promise<PageAccess | null> {
  const db = processDatabase();
  const session = await readSession(headers, db);
  return session && { session, db, now: new Date() };
}
