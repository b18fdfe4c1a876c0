import type { Database } from "#lib/db/database.ts";

/** Returns a line for each alert that was not opened, or recorded as missed, exactly as often as it counts, and for each condition told by two of them. */
export async function checkAlerts(db: Database): Promise<string[]> {
  const miscounted = await db.query<{ summary: string; count: number; opened: number }>(
    `SELECT a.summary, a.count, count(x.id) AS opened FROM alert a
     LEFT JOIN action x ON x.correlation_id = a.id::text AND x.action IN ('alert.opened', 'alert.missed')
     GROUP BY a.id HAVING count(x.id) <> a.count`,
  );
  const twice = await db.query<{ summary: string; n: number }>(
    `SELECT min(summary) AS summary, count(*) AS n FROM alert WHERE state = 'open'
     GROUP BY lane_id, condition, generation HAVING count(*) > 1`,
  );
  return [
    ...miscounted.map(({ summary, count, opened }) => `alert "${summary}" counts ${count} and was opened ${opened} times`),
    ...twice.map(({ summary, n }) => `alert "${summary}" is open ${n} times`),
  ];
}
