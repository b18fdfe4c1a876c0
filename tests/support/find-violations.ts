import type { Database } from "#lib/db/database.ts";
import { checkAlerts } from "./check-alerts.ts";
import { checkStandings } from "./check-standings.ts";
import { checkStories } from "./check-stories.ts";
import { refoldLanes } from "./refold-lanes.ts";

/** Everything that must hold of a database at rest, whatever happened before: a line for each thing that does not. */
export async function findViolations(db: Database, now: Date): Promise<string[]> {
  const faults = [await refoldLanes(db), await checkStandings(db, now), await checkStories(db), await checkAlerts(db)];
  return faults.flat();
}
