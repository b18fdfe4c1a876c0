import type { Sql } from "./sql.ts";

export interface RefreshLeaseRow {
  fence: number;
  holder: string;
  expiresAt: Date;
}

export interface LeaseTaking {
  laneId: string;
  holder: string;
  now: Date;
  until: Date;
}

/** Takes a lane's refresh lease where it is free, over, or the taker's own; null where another replica holds it. */
export async function takeRefreshLease(sql: Sql, { laneId, holder, now, until }: LeaseTaking): Promise<RefreshLeaseRow | null> {
  const [row] = await sql.query<RefreshLeaseRow>(
    `INSERT INTO refresh_lease AS held (lane_id, fence, holder, expires_at) VALUES ($1, 1, $2, $4)
     ON CONFLICT (lane_id) DO UPDATE SET fence = held.fence + 1, holder = excluded.holder, expires_at = excluded.expires_at
       WHERE held.expires_at <= $3 OR held.holder = excluded.holder
     RETURNING fence, holder, expires_at AS "expiresAt"`,
    [laneId, holder, now, until],
  );
  return row ?? null;
}

export async function readRefreshLease(sql: Sql, laneId: string): Promise<RefreshLeaseRow | null> {
  const [row] = await sql.query<RefreshLeaseRow>(
    'SELECT fence, holder, expires_at AS "expiresAt" FROM refresh_lease WHERE lane_id = $1',
    [laneId],
  );
  return row ?? null;
}

/** Ends a holding at `now`; one that was taken over meanwhile is left alone. The number stays, so that the next one is higher. */
export async function releaseRefreshLease(
  sql: Sql,
  { laneId, holder, fence, now }: { laneId: string; holder: string; fence: number; now: Date },
): Promise<void> {
  await sql.query(
    "UPDATE refresh_lease SET expires_at = $4 WHERE lane_id = $1 AND holder = $2 AND fence = $3 AND expires_at > $4",
    [laneId, holder, fence, now],
  );
}
