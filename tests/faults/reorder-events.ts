import { isDeepStrictEqual } from "node:util";
import type { Database } from "#lib/db/database.ts";
import { ingestEvents } from "#lib/pipeline/ingest/index.ts";
import { registerTestServer, type TestServer } from "#tests/pipeline/reporter.ts";
import { findViolations } from "#tests/support/find-violations.ts";
import { type Random, seededRandom } from "#tests/support/random.ts";
import { makeEventSet, type SetEvent, tellTo } from "./support/event-sets.ts";
import { type Picture, readPicture } from "./support/lane-picture.ts";
import type { Outcome, ScenarioOptions } from "./support/outcome.ts";

const SET = 40;
const MOMENTS_S = [0, 1, 600, 3_600];
const SEND = { oneByOne: 1, fewSenders: 3, manySenders: 8 };

/**
 * Tells the same random sets of events to several servers: in order, and in other orders, cut into other requests, some told
 * again, by several senders at once. Every server must end with the same state, the same view and the same events.
 */
export async function reorderEvents(db: Database, { rounds, seed, say }: ScenarioOptions): Promise<Outcome> {
  const violations: string[] = [];
  const counts = { events: 0, requests: 0, duplicates: 0, deliveries: 0 };
  const now = new Date();
  for (let round = 0; round < rounds; round += 1) {
    const random = seededRandom(seed + round);
    const set = makeEventSet(random, random.between(2, SET), now);
    const deliveries = [[set], ...Object.values(SEND).map(() => cutAnew(random, set))];
    const senders = [1, ...Object.values(SEND)];
    const pictures: Picture[] = [];
    for (const [at, requests] of deliveries.entries()) {
      const server = await registerTestServer(db, `set-${seed}-${round}-${at}`);
      counts.duplicates += await deliver(server, requests, senders[at] ?? 1, now);
      counts.requests += requests.length;
      counts.deliveries += 1;
      const moments = MOMENTS_S.map((seconds) => new Date(now.getTime() + seconds * 1_000));
      pictures.push(await readPicture(db, server.id, moments));
    }
    counts.events += set.length;
    const differing = pictures
      .slice(1)
      .flatMap((picture, at) => differences(pictures[0], picture).map((part) => `${part} (delivery ${at + 1})`));
    if (differing.length > 0) violations.push(`seed ${seed + round}: ${differing.join(", ")}`);
    if (round % 10 === 9)
      say(`${round + 1} of ${rounds} sets told in ${deliveries.length} ways; ${violations.length} violations`);
  }
  violations.push(...(await findViolations(db, now)));
  return { figures: { rounds, ...counts, violations: violations.length }, violations };
}

/** Another order, cut into requests of other sizes, a third of the events told twice. */
function cutAnew(random: Random, set: readonly SetEvent[]): SetEvent[][] {
  const told = random.shuffle([...set, ...set.filter(() => random.chance(0.3))]);
  const requests: SetEvent[][] = [];
  for (let from = 0; from < told.length; ) {
    const size = random.between(1, 7);
    requests.push(told.slice(from, from + size));
    from += size;
  }
  return requests;
}

/** Sends the requests, so many at a time; returns how many events were known already. */
async function deliver(server: TestServer, requests: readonly SetEvent[][], senders: number, now: Date): Promise<number> {
  const waiting = [...requests];
  let duplicates = 0;
  const sender = async () => {
    for (let request = waiting.shift(); request; request = waiting.shift()) {
      const inputs = request.map((event) => tellTo(server.actor.name, event));
      const receipt = await ingestEvents({ ctx: server.ctx(now), inputs, bytes: 0 });
      if (receipt.rejected.length > 0) throw new Error(JSON.stringify(receipt.rejected));
      duplicates += receipt.duplicates;
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
  return duplicates;
}

/** Names of what differs between two pictures. */
function differences(expected: Picture | undefined, actual: Picture): string[] {
  if (!expected) return ["everything"];
  const parts = Object.keys({ ...expected.lanes, ...actual.lanes }).flatMap((lane) =>
    partsThatDiffer(lane, expected.lanes[lane], actual.lanes[lane]),
  );
  return isDeepStrictEqual(expected.events, actual.events) ? parts : [...parts, "recorded events"];
}

function partsThatDiffer(lane: string, expected: unknown, actual: unknown): string[] {
  const [left, right] = [expected ?? {}, actual ?? {}] as Record<string, unknown>[];
  return Object.keys({ ...left, ...right })
    .filter((part) => !isDeepStrictEqual(left?.[part], right?.[part]))
    .map((part) => `${part} of ${lane}`);
}
