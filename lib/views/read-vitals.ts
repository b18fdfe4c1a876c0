import type { Sql } from "#lib/db/sql.ts";
import { COMMAND_STATUSES, SEVERITIES } from "#lib/domain/vocabulary.ts";
import { readPulse } from "./read-pulse.ts";

/** One number of what all processes share, as a scraper gets it. */
export interface Vital {
  name: string;
  help: string;
  values: readonly { labels?: Readonly<Record<string, string>>; value: number }[];
}

/** What the database tells of web and worker alike. Reads only what an index holds of work under way, never history. */
export async function readVitals(sql: Sql, now: Date): Promise<Vital[]> {
  const [pulse, commands, alerts, beats] = await Promise.all([
    readPulse(sql, now),
    countBy(sql, "SELECT status AS key, count(*) AS value FROM command WHERE status = ANY($1::text[]) GROUP BY 1", [OPEN]),
    countBy(sql, "SELECT severity AS key, count(*) AS value FROM alert WHERE state = 'open' GROUP BY 1"),
    countBy(sql, "SELECT part AS key, greatest(0, extract(epoch FROM $1::timestamptz - at)) AS value FROM beat", [now]),
  ]);
  const since = (at: number | null) => [{ value: at === null ? 0 : Math.max(0, now.getTime() - at) / 1_000 }];
  return [
    {
      name: "clock_lag_seconds",
      help: "For how long the oldest due lane has waited to be judged.",
      values: since(pulse.dueLaneSince),
    },
    {
      name: "command_lag_seconds",
      help: "For how long the oldest due command has waited to be followed up.",
      values: since(pulse.dueCommandSince),
    },
    { name: "commands", help: "Commands that are not finished, by state.", values: labelled("status", OPEN, commands) },
    { name: "alerts_open", help: "Open alerts, by severity.", values: labelled("severity", SEVERITIES, alerts) },
    {
      name: "beat_age_seconds",
      help: "How long ago a part last showed that it works: reception is the web, clock the worker, ping the dead-man switch.",
      values: [...beats].map(([part, value]) => ({ labels: { part }, value })),
    },
  ];
}

/** States that the index of undelivered commands holds. */
const OPEN = COMMAND_STATUSES.filter((status) => ["queued", "delivered", "acknowledged", "timed_out"].includes(status));

async function countBy(sql: Sql, text: string, params: readonly unknown[] = []): Promise<Map<string, number>> {
  const rows = await sql.query<{ key: string; value: number | string }>(text, params);
  return new Map(rows.map(({ key, value }) => [key, Number(value)]));
}

/** Every label is told, also with nothing under it: a series that comes and goes cannot be alerted on. */
const labelled = (label: string, names: readonly string[], counted: ReadonlyMap<string, number>): Vital["values"] =>
  names.map((name) => ({ labels: { [label]: name }, value: counted.get(name) ?? 0 }));
