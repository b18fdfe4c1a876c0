import pg from "pg";
import type { EventDataInput } from "#lib/contract/event-data.ts";
import type { Database } from "#lib/db/database.ts";
import { ensurePartitions } from "#lib/db/partitions.ts";
import { DAY } from "#lib/domain/clock/instant.ts";
import { seedServer } from "./create-servers.ts";
import { finishLanes } from "./finish-lanes.ts";
import { noRows, writeHistory } from "./history-rows.ts";
import { declarationOf, type LaneSeed, lifeOf, usageOf } from "./lane-life.ts";
import { inOrder, type LifeEvent } from "./life-event.ts";
import { SeededLane } from "./seeded-lane.ts";

export interface FleetToSeed {
  /** What the servers' names begin with. */
  prefix: string;
  lanes: number;
  /** How many events of lanes in all, over the whole time. */
  events: number;
  from: Date;
  to: Date;
  lanesPerServer?: number;
  replicas?: number;
  /** What a lane is declared as, and what happens to it beside routine calls; default: a mixed fleet's. */
  story?: LaneStory;
  /** Told how far it is. */
  progress?: (step: string, done: number, total: number) => void;
  /** Once aborted, history ends early; what there is stays consistent. */
  signal?: AbortSignal;
}

export interface LaneStory {
  declare(seed: LaneSeed): EventDataInput["lane.declared"];
  /** In the order of time; may be asked for more than once. */
  live(seed: LaneSeed): Iterable<LifeEvent>;
}

const MIXED: LaneStory = { declare: declarationOf, live: lifeOf };
const LANES_PER_SERVER = 40;
const REPLICAS = 3;
const EVENTS_PER_SLICE = 20_000;
const LANES_PER_BATCH = 200;

/** Fills a database with a fleet and its history, as ingest and clock would have written it. Returns how many events were written. */
export async function seedFleet(db: Database, fleet: FleetToSeed): Promise<number> {
  const days = Math.ceil((fleet.to.getTime() - fleet.from.getTime()) / DAY) + 1;
  await ensurePartitions(db, fleet.from, days);
  const lanes = await openLanes(db, fleet);
  const client = new pg.Client({ connectionString: db.url });
  await client.connect();
  try {
    // A fill that a power cut ends is begun again; nothing waits for the disk.
    await client.query("SET synchronous_commit = off");
    const written = await writeHistories(client, lanes, fleet);
    // Plans for empty tables would make what follows slow.
    await client.query("ANALYZE");
    for (let at = 0; at < lanes.length; at += LANES_PER_BATCH) {
      await finishLanes(db, lanes.slice(at, at + LANES_PER_BATCH), fleet.to);
      fleet.progress?.("lanes judged", Math.min(at + LANES_PER_BATCH, lanes.length), lanes.length);
    }
    // Months of use would have left the tables like this.
    await client.query("VACUUM (ANALYZE)");
    return written;
  } finally {
    await client.end();
  }
}

/** Servers with their replicas, and all their lanes. */
async function openLanes(db: Database, fleet: FleetToSeed): Promise<SeededLane[]> {
  const { prefix, lanes, lanesPerServer = LANES_PER_SERVER, replicas = REPLICAS, from, to, story = MIXED } = fleet;
  const opened: SeededLane[] = [];
  while (opened.length < lanes && !fleet.signal?.aborted) {
    const first = opened.length;
    const seeds = Array.from({ length: Math.min(lanesPerServer, lanes - first) }, (_, n) => seedOf(first + n, fleet));
    const named = seeds.map((seed) => ({ name: nameOf(seed.index), declaration: story.declare(seed) }));
    const name = `${prefix}-${Math.floor(first / lanesPerServer)}`;
    const server = await seedServer(db, { name, replicas, lanes: named, from, to });
    const heads = await readStreamHeads(db, server.lanes);
    const lives = new Map(seeds.map((seed) => [nameOf(seed.index), historyOf(seed, fleet)]));
    for (const record of server.lanes) {
      const life = lives.get(record.name);
      if (life)
        opened.push(new SeededLane({ before: record, streamHead: heads.get(record.id) ?? 0, replicas: server.replicas, life }));
    }
    fleet.progress?.("lanes made", opened.length, lanes);
  }
  return opened;
}

const nameOf = (index: number): string => `lane-${index}`;

const seedOf = (index: number, { replicas = REPLICAS, from, to }: FleetToSeed): LaneSeed => ({
  index,
  replicas,
  from: from.getTime(),
  to: to.getTime(),
});

async function readStreamHeads(db: Database, lanes: readonly { id: string }[]): Promise<Map<string, number>> {
  const rows = await db.query<{ id: string; stream_seq: number }>("SELECT id, stream_seq FROM lane WHERE id = ANY($1::uuid[])", [
    lanes.map(({ id }) => id),
  ]);
  return new Map(rows.map((row) => [row.id, row.stream_seq]));
}

/** A lane's life, filled up with routine calls to its share of all events. */
function historyOf(seed: LaneSeed, { story = MIXED, events, lanes }: FleetToSeed): Iterator<LifeEvent> {
  const share = Math.floor(((seed.index + 1) * events) / lanes) - Math.floor((seed.index * events) / lanes);
  const lived = 1 + [...story.live(seed)].length;
  return inOrder(story.live(seed), usageOf(seed, Math.max(0, share - lived)));
}

async function writeHistories(client: pg.Client, lanes: readonly SeededLane[], fleet: FleetToSeed): Promise<number> {
  const { from, to, events, signal } = fleet;
  const slices = Math.ceil(events / EVENTS_PER_SLICE);
  const sliceMs = (to.getTime() - from.getTime()) / slices;
  let written = 0;
  let writing: Promise<void> = Promise.resolve();
  for (let slice = 1; slice <= slices && !signal?.aborted; slice += 1) {
    const rows = noRows();
    for (const lane of lanes) lane.advance(from.getTime() + slice * sliceMs, rows);
    // The next slice is thought up while this one is written.
    await writing;
    writing = writeHistory(client, rows);
    // The first await of the loop sees what went wrong; until then it is nobody's.
    writing.catch(() => undefined);
    written += rows.event.length;
    fleet.progress?.("events", written, events);
  }
  const rest = noRows();
  for (const lane of lanes) lane.finish(rest);
  await writing;
  await writeHistory(client, rest);
  return written;
}
