import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#lib/db/database.ts";
import { DAY, MINUTE, SECOND } from "#lib/domain/clock/instant.ts";
import { MOST_OFFSET_MS } from "#lib/domain/clock/off-clock.ts";
import { createKeeper, fileStore } from "#lib/mcp/index.ts";
import { findViolations } from "#tests/support/find-violations.ts";
import { registerServer } from "#tests/support/register-server.ts";
import { startInstallation } from "./support/installation.ts";
import type { Outcome, ScenarioOptions } from "./support/outcome.ts";

interface WrongClock {
  name: string;
  offsetMs: number;
  /** Whether its events are kept as they are told. */
  isKept: boolean;
}

const CLOCKS: WrongClock[] = [
  { name: "right", offsetMs: 0, isKept: true },
  { name: "ten-minutes-ahead", offsetMs: 10 * MINUTE, isKept: true },
  { name: "ten-minutes-behind", offsetMs: -10 * MINUTE, isKept: true },
  { name: "three-days-ahead", offsetMs: 3 * DAY, isKept: false },
  { name: "forty-days-behind", offsetMs: -40 * DAY, isKept: false },
];
const LIFE_MS = 12 * SECOND;
const PROMPT_MS = 3 * SECOND;
/** A replica knows Lanekeeper's clock from a header of whole seconds, and may say a little early that its credential has ended. */
const EARLY_MS = SECOND;
const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Replicas whose clocks are wrong, run by the real SDK: deadlines must follow Lanekeeper's clock, and every wrong clock must show. */
export async function wrongClocks({ rounds, say }: ScenarioOptions): Promise<Outcome> {
  const installation = await startInstallation({ webs: 1, workers: 1 });
  const folder = mkdtempSync(join(tmpdir(), "lanekeeper-clocks-"));
  try {
    const violations: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const found = await Promise.all(CLOCKS.map((clock) => rehearse(installation, folder, clock, round)));
      violations.push(...found.flat());
      say(`Round ${round + 1} of ${rounds}: ${CLOCKS.length} clocks, ${violations.length} violations`);
    }
    violations.push(...(await findViolations(installation.database, new Date())));
    return { figures: { rounds, clocks: CLOCKS.length, violations: violations.length }, violations };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await installation.end();
  }
}

async function rehearse(
  { url, database }: { url: string; database: Database },
  folder: string,
  clock: WrongClock,
  round: number,
): Promise<string[]> {
  const server = `${clock.name}-${round}`;
  const path = join(folder, `${server}.json`);
  const issuedAt = Date.now();
  const expiresAt = issuedAt + LIFE_MS;
  const times = { issued_at: new Date(issuedAt).toISOString(), expires_at: new Date(expiresAt).toISOString() };
  writeFileSync(path, JSON.stringify({ secret: `key of ${server}`, version: "1", ...times }));
  const keeper = createKeeper({
    url,
    key: await registerServer(url, server),
    server,
    replica: `${server}-boot`,
    stateDir: null,
    heartbeatS: 1,
    logger: QUIET,
    now: () => new Date(Date.now() + clock.offsetMs),
    lanes: [{ name: "lane", provider: "example", store: fileStore({ path }), routes: [{ tool: "read" }] }],
  });
  try {
    await keeper.start();
    await sleep(expiresAt + PROMPT_MS - Date.now());
    return (await faultsOf(database, server, clock, expiresAt)).map((fault) => `${server}: ${fault}`);
  } finally {
    await keeper.stop();
  }
}

interface Found {
  expired_at: Date | null;
  cause: string | null;
  clock_offset_ms: number | null;
  events: number;
  skewed: number;
  furthest_ms: number;
  corrected: number;
  alerts: string[];
  actions: number;
}

async function faultsOf(db: Database, server: string, { offsetMs, isKept }: WrongClock, expiresAt: number): Promise<string[]> {
  const [found] = await db.query<Found>(
    `WITH s AS (SELECT id FROM server WHERE slug = $1), l AS (SELECT lane.id FROM lane JOIN s ON s.id = lane.server_id),
          e AS (SELECT event.* FROM event WHERE stream_id IN (SELECT id FROM l UNION ALL SELECT id FROM s)),
          t AS (SELECT at, cause FROM transition WHERE lane_id IN (SELECT id FROM l) AND after ->> 'health' = 'expired'
                  AND before ->> 'health' IS DISTINCT FROM 'expired' ORDER BY id LIMIT 1)
     SELECT (SELECT at FROM t) AS expired_at, (SELECT cause FROM t) AS cause,
            (SELECT clock_offset_ms FROM replica r JOIN s ON s.id = r.server_id) AS clock_offset_ms,
            count(*) AS events, count(*) FILTER (WHERE skewed) AS skewed, count(*) FILTER (WHERE data ? 'reported_time') AS corrected,
            coalesce(max(abs(extract(epoch FROM occurred_at - recorded_at) * 1000 - $2)), 0)::float AS furthest_ms,
            (SELECT coalesce(json_agg(summary), '[]') FROM alert WHERE lane_id IN (SELECT id FROM l) AND condition = 'off_clock') AS alerts,
            (SELECT count(*) FROM action JOIN s ON s.id = action.server_id WHERE action = 'replica.time_out_of_range') AS actions
     FROM e`,
    [server, isKept ? offsetMs : 0],
  );
  if (!found) return ["nothing was recorded"];
  const lateMs = (found.expired_at?.getTime() ?? Number.POSITIVE_INFINITY) - expiresAt;
  const wanted = Math.max(-MOST_OFFSET_MS, Math.min(MOST_OFFSET_MS, offsetMs));
  const expected = isKept
    ? { skewed: offsetMs === 0 ? 0 : found.events, corrected: 0, alerts: 0, actions: 0 }
    : { skewed: found.events, corrected: found.events, alerts: 1, actions: 1 };
  return [
    ...(found.events > 0 ? [] : ["no event was recorded"]),
    ...(lateMs >= -EARLY_MS && lateMs <= PROMPT_MS ? [] : [`expired ${lateMs} ms after its end, by ${found.cause}`]),
    ...(Math.abs((found.clock_offset_ms ?? Number.NaN) - wanted) < 5 * SECOND
      ? []
      : [`clock shown as ${found.clock_offset_ms} ms off`]),
    ...(found.furthest_ms < 5 * SECOND
      ? []
      : [`an event was recorded ${Math.round(found.furthest_ms)} ms away from when it happened`]),
    ...(found.skewed === expected.skewed ? [] : [`${found.skewed} of ${found.events} events flagged as skewed`]),
    ...(found.corrected === expected.corrected ? [] : [`${found.corrected} of ${found.events} events sent again corrected`]),
    ...(found.alerts.length === expected.alerts ? [] : [`alerts of a wrong clock: ${found.alerts.join("; ") || "none"}`]),
    ...(found.alerts.every((alert) => alert.includes(`${server}-boot`)) ? [] : ["the alert does not name the replica"]),
    ...(found.actions === expected.actions ? [] : [`told ${found.actions} times that its events are refused`]),
  ];
}
