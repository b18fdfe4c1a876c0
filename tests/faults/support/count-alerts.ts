import type { Database } from "#lib/db/database.ts";
import type { DueAlert } from "./troubled-lanes.ts";

export interface AlertCount {
  opened: number;
  missing: DueAlert[];
  /** Due alerts that more than one row tells. */
  doubled: DueAlert[];
  /** Alerts whose way into trouble is not told by exactly one transition, in words. */
  mistold: string[];
}

/** Holds the alerts that are due against what was opened, and each lane's story. */
export async function countAlerts(db: Database, due: readonly DueAlert[]): Promise<AlertCount> {
  const alerts = await countByLane(
    db,
    `SELECT s.slug, l.name, a.condition, count(*) AS n FROM alert a
     JOIN lane l ON l.id = a.lane_id JOIN server s ON s.id = l.server_id GROUP BY 1, 2, 3`,
  );
  const stories = await readStories(db);
  const rowsOf = (alert: DueAlert): number => alerts.get(keyOf(alert)) ?? 0;
  return {
    opened: due.filter((alert) => rowsOf(alert) > 0).length,
    missing: due.filter((alert) => rowsOf(alert) === 0),
    doubled: due.filter((alert) => rowsOf(alert) > 1),
    mistold: due.flatMap((alert) => {
      const story = stories.get(`${alert.server} ${alert.lane}`) ?? [];
      return story.filter((health) => health === alert.condition).length === 1 ? [] : [`${inWords(alert)}: ${story.join(", ")}`];
    }),
  };
}

async function countByLane(db: Database, text: string): Promise<Map<string, number>> {
  const rows = await db.query<{ slug: string; name: string; condition: string; n: number }>(text);
  return new Map(rows.map(({ slug, name, condition, n }) => [`${slug} ${name} ${condition}`, n]));
}

/** What each lane's health became, in order, by server and lane. */
async function readStories(db: Database): Promise<Map<string, string[]>> {
  const rows = await db.query<{ slug: string; name: string; story: string[] }>(
    `SELECT s.slug, l.name, json_agg(coalesce(t.after ->> 'health', 'unknown') ORDER BY t.stream_seq) AS story FROM transition t
     JOIN lane l ON l.id = t.lane_id JOIN server s ON s.id = l.server_id
     WHERE t.before IS NULL OR t.before ->> 'health' IS DISTINCT FROM t.after ->> 'health' GROUP BY 1, 2`,
  );
  return new Map(rows.map(({ slug, name, story }) => [`${slug} ${name}`, story]));
}

export const inWords = ({ server, lane, condition }: DueAlert): string => `${condition} on ${server}/${lane}`;

const keyOf = ({ server, lane, condition }: DueAlert): string => `${server} ${lane} ${condition}`;
