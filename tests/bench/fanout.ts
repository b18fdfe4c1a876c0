import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { eventSource, eventType } from "#lib/contract/event.ts";
import type { Database } from "#lib/db/database.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { insertUser } from "#lib/db/users.ts";
import { env } from "#lib/env.ts";
import { registerServer } from "#tests/support/register-server.ts";
import { cookieOf } from "#tests/support/session-cookie.ts";
import { startWeb } from "#tests/support/start-web.ts";
import { measureFanout } from "./support/measure-fanout.ts";
import type { Bench } from "./support/open-bench.ts";
import { percentiles } from "./support/percentiles.ts";
import type { Figures } from "./support/report.ts";
import { send } from "./support/send-load.ts";
import { openCrowd, type StreamCrowd } from "./support/stream-crowd.ts";
import type { StreamTarget } from "./support/stream-messages.ts";

const SLUG = "fanout";
const LANE = "github-prod";
/** One stream in ten is a replica's, the others are consoles. */
const REPLICA_SHARE = 0.1;
const ROUNDS = 60;
const PAUSES = 10;
const IDLE_MS = 10_000;
/** Backends tell what they counted about once a second. */
const COUNTED_MS = 2_500;

/** How fast, and at what cost, one change reaches every open stream, beside a bare server with the same streams; and what happens when all come back at once. */
export async function fanout({ database, web, folder }: Bench, { clients }: { clients: number }): Promise<Figures> {
  const key = await registerServer(web.url, SLUG);
  const load = (round: number) => postLoaded(web.url, key, round);
  await load(0);
  const consoles = Math.round(clients * (1 - REPLICA_SHARE));
  const before = { memory: memoryOf(web.pid), transactions: await countTransactions(database) };
  const openedAt = Date.now();
  const crowd = openCrowd(await targetsOf(database, web.url, key, { clients, consoles }));
  const opened = await crowd.whenLive();
  const figures: Figures = {
    "console streams": consoles,
    "command streams": clients - consoles,
    "opening all s": (Math.max(...opened.at) - openedAt) / 1_000,
    "transactions of the opening": (await countTransactions(database)) - before.transactions,
  };
  console.log(`${clients} streams are open. Measuring at rest.`);
  const idleFrom = await countTransactions(database);
  await sleep(IDLE_MS);
  figures["transactions at rest /s"] = ((await countTransactions(database)) - idleFrom) / ((IDLE_MS + COUNTED_MS) / 1_000);
  const laneId = await laneIdOf(database);
  console.log(`Measuring ${ROUNDS} events, ${PAUSES} pauses, and the bare server.`);
  const bare = await measureBare(clients, consoles);
  const console_ = await measureFanout({ crowd, from: 0, to: consoles, rounds: ROUNDS, text: laneId, post: (n) => load(n + 1) });
  Object.assign(figures, {
    "event to console p50 ms": console_.each.p50,
    "event to console p95 ms": console_.each.p95,
    "event to console p99 ms": console_.each.p99,
    "event to last console p50 ms": console_.last.p50,
    "bare server p50 ms": bare.each.p50,
    "bare server p95 ms": bare.each.p95,
    "bare server p99 ms": bare.each.p99,
    "p95 beside bare": console_.each.p95 / bare.each.p95,
    ...(await measurePauses(web.url, crowd, laneId, { from: consoles, to: clients })),
    "memory before MiB": before.memory,
    "memory after MiB": memoryOf(web.pid),
  });
  Object.assign(figures, await measureReturn({ database, web, folder } as Bench, crowd, laneId, consoles));
  crowd.close();
  return figures;
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
  return Array.from(
    { length: clients },
    (_, n): StreamTarget =>
      n < consoles
        ? { url: `${url}/api/v1/stream`, headers: { cookie } }
        : { url: `${url}/api/v1/commands/stream?replica=host${n}-1`, headers: { authorization } },
  );
}

async function postLoaded(url: string, key: string, round: number): Promise<void> {
  const event = {
    specversion: "1.0",
    id: `loaded-${round}`,
    source: eventSource(SLUG, "host0-1"),
    type: eventType("credential.loaded"),
    subject: LANE,
    time: new Date().toISOString(),
    sequence: String(round + 1),
    data: { generation: round + 1, fingerprint: String(round).padStart(16, "0"), expires_at: "never" },
  };
  const { status, answer } = await send(`${url}/api/v1/events`, undefined, { key, body: JSON.stringify([event]), prefix: "" });
  if (status !== 202) throw new Error(`An event was answered ${status}: ${answer}`);
}

async function measurePauses(url: string, crowd: StreamCrowd, laneId: string, { from, to }: { from: number; to: number }) {
  const command = async (round: number) => {
    const answer = await fetch(`${url}/api/v1/lanes/${laneId}/commands`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${env().LANEKEEPER_BOOTSTRAP_TOKEN ?? ""}` },
      body: JSON.stringify({ kind: round % 2 === 0 ? "pause" : "resume", reason: `round ${round}` }),
    });
    if (answer.status !== 202) throw new Error(`A command was answered ${answer.status}: ${await answer.text()}`);
  };
  const { each } = await measureFanout({ crowd, from, to, rounds: PAUSES, text: LANE, post: command });
  return { "pause to replica p50 ms": each.p50, "pause to replica p95 ms": each.p95 };
}

/** The same number of streams on a server that does nothing else. */
async function measureBare(clients: number, consoles: number) {
  const server = fork(join(import.meta.dirname, "support", "bare-streams.ts"));
  const [port] = await once(server, "message");
  const url = `http://127.0.0.1:${port}`;
  const crowd = openCrowd(Array.from({ length: clients }, () => ({ url, headers: {} })));
  await crowd.whenLive();
  const post = () => fetch(`${url}/lane`, { method: "POST" });
  const measured = await measureFanout({ crowd, from: 0, to: consoles, rounds: ROUNDS, text: "/lane", post });
  crowd.close();
  server.kill();
  return measured;
}

/** The web process ends and starts again: how soon all streams are back, at what cost, and whether any missed what changed meanwhile. */
async function measureReturn(
  { database, web, folder }: Bench,
  crowd: StreamCrowd,
  laneId: string,
  consoles: number,
): Promise<Figures> {
  console.log("Ending the web process and starting it again.");
  const stopAt = Date.now();
  await web.stop();
  const stoppedAt = Date.now();
  const { told } = await crowd.watch(laneId, 0, consoles);
  await database.transaction((tx) => writeOutbox(tx, [{ topic: "lane", ref: laneId, serverId: null, version: 1 }]));
  const before = await countTransactions(database);
  const again = await startWeb({ databaseUrl: database.url, folder, port: Number(new URL(web.url).port) });
  const readyAt = Date.now();
  try {
    const connections = watchConnections(database);
    const { at, resets } = await crowd.whenLive();
    const waits = at.map((time) => Math.max(0, time - readyAt) / 1_000);
    await told;
    return {
      "stopping s": (stoppedAt - stopAt) / 1_000,
      "return p50 s": percentiles(waits).p50,
      "return of all s": Math.max(...waits),
      "transactions of the return": (await countTransactions(database)) - before,
      "most connections of the return": await connections.most(),
      "consoles told to read all again": resets,
    };
  } finally {
    await again.stop();
  }
}

/** The most connections of others that were open at one time. */
function watchConnections(database: Database): { most(): Promise<number> } {
  const done = new AbortController();
  const watch = (async () => {
    let most = 0;
    while (!done.signal.aborted) {
      const [row] = await database.query<{ open: number }>(
        "SELECT count(*) AS open FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
      );
      most = Math.max(most, row?.open ?? 0);
      await sleep(50);
    }
    return most;
  })();
  return {
    most: () => {
      done.abort();
      return watch;
    },
  };
}

async function countTransactions(database: Database): Promise<number> {
  await sleep(COUNTED_MS);
  const [row] = await database.query<{ count: number }>(
    "SELECT xact_commit AS count FROM pg_stat_database WHERE datname = current_database()",
  );
  return row?.count ?? 0;
}

async function laneIdOf(database: Database): Promise<string> {
  const [lane] = await database.query<{ id: string }>("SELECT id FROM lane WHERE name = $1", [LANE]);
  if (!lane) throw new Error("The lane of the events is not there.");
  return lane.id;
}

/** Resident memory of a process in MiB. */
const memoryOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024;
