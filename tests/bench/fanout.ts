import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#lib/db/database.ts";
import { insertUser } from "#lib/db/users.ts";
import { registerServer } from "#tests/support/register-server.ts";
import { cookieOf } from "#tests/support/session-cookie.ts";
import { COUNTED_MS, countTransactions } from "./support/count-transactions.ts";
import { causeEvent, causePause, LANE, SLUG } from "./support/fanout-causes.ts";
import { type Fanout, measureBare, measureFanout } from "./support/measure-fanout.ts";
import { measureReturn } from "./support/measure-return.ts";
import type { Bench } from "./support/open-bench.ts";
import type { Figures } from "./support/report.ts";
import { openCrowd } from "./support/stream-crowd.ts";
import type { StreamTarget } from "./support/stream-messages.ts";

/** One stream in ten is a replica's, the others are consoles. */
const REPLICA_SHARE = 0.1;
const EVENTS = 60;
const PAUSES = 10;
const REST_MS = 20_000;

/**
 * How fast, and at what cost, one change reaches every open stream, beside a bare server with as many streams;
 * and what happens when all of them come back at once.
 */
export async function fanout(bench: Bench, { clients }: { clients: number }): Promise<Figures> {
  const { database, web } = bench;
  const key = await registerServer(web.url, SLUG);
  await causeEvent(web.url, key, 0);
  const laneId = await laneIdOf(database);
  const consoles = Math.round(clients * (1 - REPLICA_SHARE));
  const targets = await targetsOf(database, web.url, key, { clients, consoles });
  const memoryMiB = memoryOf(web.pid);
  const { crowd, opening } = await measureOpening(database, targets);
  try {
    console.log(`${clients} streams are open. Measuring at rest.`);
    const rest = await measureRest(database);
    console.log(`Measuring ${EVENTS} events, ${PAUSES} pauses, and the bare server.`);
    const bare = await measureBare(clients, { from: 0, to: consoles, rounds: EVENTS });
    const before = await countTransactions(database);
    const cause = (round: number) => causeEvent(web.url, key, round + 1);
    const events = await measureFanout({ crowd, from: 0, to: consoles, rounds: EVENTS, text: laneId, cause });
    const perEvent = ((await countTransactions(database)) - before) / EVENTS;
    const pause = (round: number) => causePause(web.url, laneId, round);
    const pauses = await measureFanout({ crowd, from: consoles, to: clients, rounds: PAUSES, text: LANE, cause: pause });
    return {
      "console streams": consoles,
      "command streams": clients - consoles,
      ...opening,
      ...rest,
      ...latencies("event to console", events),
      ...latencies("bare server", bare),
      "p95 beside bare": events.each.p95 / bare.each.p95,
      "transactions of one event": perEvent,
      ...latencies("pause to replica", pauses),
      "memory before MiB": memoryMiB,
      "memory after MiB": memoryOf(web.pid),
      ...(await measureReturn(bench, crowd, laneId, consoles)),
    };
  } finally {
    crowd.close();
  }
}

/** Consoles first, then replicas. */
async function targetsOf(
  database: Database,
  url: string,
  key: string,
  { clients, consoles }: { clients: number; consoles: number },
): Promise<StreamTarget[]> {
  const user = await insertUser(database, { email: "watcher@example.com", role: "viewer", passwordHash: null });
  const cookie = await cookieOf({ sub: user?.id, sessionVersion: user?.sessionVersion, auth: "password" });
  const authorization = `Bearer ${key}`;
  const console_: StreamTarget = { url: `${url}/api/v1/stream`, headers: { cookie } };
  const replica = (n: number): StreamTarget => ({
    url: `${url}/api/v1/commands/stream?replica=host${n}-1`,
    headers: { authorization },
  });
  return Array.from({ length: clients }, (_, n) => (n < consoles ? console_ : replica(n)));
}

async function measureOpening(database: Database, targets: readonly StreamTarget[]) {
  const before = await countTransactions(database);
  const startedAt = Date.now();
  const crowd = openCrowd(targets);
  const { at } = await crowd.whenLive();
  const opening: Figures = {
    "opening of all s": (Math.max(...at) - startedAt) / 1_000,
    "transactions of the opening": (await countTransactions(database)) - before,
  };
  return { crowd, opening };
}

async function measureRest(database: Database): Promise<Figures> {
  const before = await countTransactions(database);
  await sleep(REST_MS);
  const after = await countTransactions(database);
  return { "transactions at rest /s": (after - before) / ((REST_MS + COUNTED_MS) / 1_000) };
}

const latencies = (name: string, { each, last }: Fanout): Figures => ({
  [`${name} p50 ms`]: each.p50,
  [`${name} p95 ms`]: each.p95,
  [`${name} p99 ms`]: each.p99,
  [`${name} last p50 ms`]: last.p50,
});

async function laneIdOf(database: Database): Promise<string> {
  const [lane] = await database.query<{ id: string }>("SELECT id FROM lane WHERE name = $1", [LANE]);
  if (!lane) throw new Error("The lane of the events is not there.");
  return lane.id;
}

/** Resident memory of a process in MiB. */
const memoryOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024;
