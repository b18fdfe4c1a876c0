import type { Database } from "#lib/db/database.ts";
import { env } from "#lib/env.ts";
import { percentile } from "./percentile.ts";
import type { Figures } from "./report.ts";

const LANES = 150;
const LISTS = 40;
const WARM_UP = 10;

/** 95th percentile of what the console asks for, one request after the other, in milliseconds. */
export async function measurePages(database: Database, url: string): Promise<Figures> {
  const lanes = await database.query<{ id: string }>(
    "SELECT id FROM lane WHERE ended_at IS NULL ORDER BY md5(id::text) LIMIT $1",
    [LANES],
  );
  const perLane = (path: (id: string) => string) =>
    measure(
      url,
      lanes.map(({ id }) => path(id)),
    );
  const list = (path: string) =>
    measure(
      url,
      Array.from({ length: LISTS }, () => path),
    );
  return {
    "lane page p95 ms": await perLane((id) => `/lanes/${id}`),
    "timeline p95 ms": await perLane((id) => `/lanes/${id}/timeline`),
    "lane list p95 ms": await list("/lanes?limit=50"),
    "summary p95 ms": await list("/summary"),
    "audit list p95 ms": await list("/audit?limit=50"),
  };
}

async function measure(url: string, paths: readonly string[]): Promise<number> {
  const took: number[] = [];
  for (const path of [...paths.slice(0, WARM_UP), ...paths]) {
    const startedAt = performance.now();
    const answer = await fetch(`${url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${env().LANEKEEPER_BOOTSTRAP_TOKEN ?? ""}` },
    });
    const text = await answer.text();
    took.push(performance.now() - startedAt);
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${text.slice(0, 500)}`);
  }
  return percentile(
    took.slice(WARM_UP).sort((a, b) => a - b),
    0.95,
  );
}
