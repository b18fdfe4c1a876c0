import { eventSource, eventType } from "#lib/contract/event.ts";
import type { EventDataInput } from "#lib/contract/event-data.ts";
import type { EventKind } from "#lib/domain/vocabulary.ts";
import { registerServer } from "#tests/support/register-server.ts";

export interface Batch {
  key: string;
  body: string;
  /** What the ids of its events begin with. */
  prefix: string;
}

export interface Fleet {
  /** What makes every lane known: one batch of each server. */
  introductions: Batch[];
  /** The next batch that some replica would send; ids and sequences never repeat. */
  next(): Batch;
}

const SERVERS = 5;
const LANES = 10;
const REPLICAS = 4;
/** After so many events their kinds come again. */
const MIX = 20;
const BATCH = "@batch";
const TIME = "@time";

/**
 * Servers with their replicas and lanes, whose events are mostly usage, some refreshes and a few loads, whatever the size of a batch.
 * `name` tells fleets on one database apart; it has no hyphen.
 */
export async function createFleet(url: string, batchSize: number, name = "bench"): Promise<Fleet> {
  const slugs = Array.from({ length: SERVERS }, (_, n) => `${name}-${n}`);
  const servers = await Promise.all(slugs.map(async (slug) => ({ slug, key: await registerServer(url, slug) })));
  const templates = Array.from({ length: Math.ceil(MIX / batchSize) }, (_, turn) =>
    servers.flatMap(({ slug, key }) =>
      Array.from({ length: REPLICAS }, (_, replica) => ({
        key,
        text: batchTemplate(slug, `host${replica}-1`, turn * batchSize, batchSize),
      })),
    ),
  ).flat();
  const fill = (template: string, batch: number): Pick<Batch, "body" | "prefix"> => ({
    body: template.replaceAll(BATCH, String(batch)).replaceAll(TIME, new Date().toISOString()),
    prefix: `${name}.${batch}`,
  });
  let made = 0;
  return {
    introductions: servers.map(({ slug, key }) => ({ key, ...fill(introduction(slug), 0) })),
    next() {
      made += 1;
      const { key, text } = templates[made % templates.length] ?? { key: "", text: "" };
      return { key, ...fill(text, made) };
    },
  };
}

function batchTemplate(slug: string, replica: string, from: number, size: number): string {
  return JSON.stringify(Array.from({ length: size }, (_, n) => templateOf(slug, replica, from + n)));
}

function templateOf(slug: string, replica: string, n: number): unknown {
  const lane = `lane-${n % LANES}`;
  const route = { tool: "issues_create" };
  if (n % MIX === 0) return event(slug, replica, lane, n, "credential.loaded", loaded);
  if (n % 5 === 0) return event(slug, replica, lane, n, "credential.refreshed", { generation: 1, lease });
  return event(slug, replica, lane, n, "call.usage", { generation: 1, route, result: "ok", count: 12, window_s: 60 });
}

const fingerprint = "9f2c41d0a7b35e68";
const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
const loaded: EventDataInput["credential.loaded"] = { generation: 1, fingerprint, expires_at: "never", scopes: ["issues:write"] };
const lease = { fingerprint, expires_at: expiresAt };

function introduction(slug: string): string {
  const declared: EventDataInput["lane.declared"] = {
    provider: "github",
    owner: "platform-team",
    kind: "oauth_refresh",
    routes: [{ tool: "issues_create", side_effect: "write", needs: ["issues:write"] }],
  };
  return JSON.stringify(
    Array.from({ length: LANES }, (_, n) => [
      event(slug, "host0-1", `lane-${n}`, 2 * n, "lane.declared", declared),
      event(slug, "host0-1", `lane-${n}`, 2 * n + 1, "credential.loaded", loaded),
    ]).flat(),
  );
}

function event<K extends EventKind>(slug: string, replica: string, lane: string, n: number, kind: K, data: EventDataInput[K]) {
  return {
    specversion: "1.0",
    id: `${slug.split("-")[0]}.${BATCH}-${slug}-${n}`,
    source: eventSource(slug, replica),
    type: eventType(kind),
    subject: lane,
    time: TIME,
    // Rises within a batch and from batch to batch; a leading zero is not allowed.
    sequence: `1${BATCH}${String(n).padStart(3, "0")}`,
    data,
  };
}
