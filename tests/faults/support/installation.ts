import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Database, openDatabase } from "#lib/db/database.ts";
import { findFreePort } from "#lib/db/embedded/free-port.ts";
import { migrate } from "#lib/db/migrate.ts";
import { startBalancer } from "#tests/support/balancer.ts";
import { startWeb } from "#tests/support/start-web.ts";
import { startWorker } from "#tests/support/start-worker.ts";
import { type FrailPostgres, startFrailPostgres } from "./frail-postgres.ts";
import { type FrailProcess, keepFrail } from "./frail-process.ts";

/** All of Lanekeeper, supervised as `npm start` supervises it, to be killed piece by piece. */
export interface Installation {
  /** Where it is reached; in front of several webs this is a balancer. */
  url: string;
  /** Where each web is reached by itself. */
  webUrls: string[];
  database: Database;
  postgres: FrailPostgres;
  webs: FrailProcess[];
  workers: FrailProcess[];
  /** Resolves when every web is ready for traffic. */
  untilReady(): Promise<void>;
  /** Lines of all logs that match. */
  logLines(pattern: RegExp): string[];
  end(): Promise<void>;
}

const READY_MS = 30_000;

export async function startInstallation({
  webs: webCount,
  workers: workerCount,
  awayMs = 500,
}: {
  webs: number;
  workers: number;
  awayMs?: number;
}): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), "lanekeeper-installation-"));
  const ends: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const end = async () => {
    for (const stop of ends.splice(0).reverse()) await stop();
  };
  try {
    const postgres = await startFrailPostgres({ awayMs });
    ends.push(postgres.end);
    await migrate({ url: postgres.url });
    const database = openDatabase({ url: postgres.url });
    ends.push(database.close);
    const ports = await Promise.all(Array.from({ length: webCount }, findFreePort));
    const keep = async (name: string, start: Parameters<typeof keepFrail>[1]): Promise<FrailProcess> => {
      const kept = await keepFrail(name, start);
      ends.push(kept.stop);
      return kept;
    };
    const options = { databaseUrl: postgres.url, folder };
    const webs = await Promise.all(ports.map((port, n) => keep(`web ${n + 1}`, () => startWeb({ ...options, port }))));
    const workers = await Promise.all(
      Array.from({ length: workerCount }, (_, n) =>
        keep(`worker ${n + 1}`, () => startWorker({ ...options, name: `worker-${n + 1}` })),
      ),
    );
    const webUrls = ports.map((port) => `http://127.0.0.1:${port}`);
    const balancer = await startBalancer(ports);
    ends.push(balancer.close);
    return {
      url: webCount === 1 ? (webUrls[0] ?? balancer.url) : balancer.url,
      webUrls,
      database,
      postgres,
      webs,
      workers,
      end,
      untilReady: async () => void (await Promise.all(webUrls.map(untilReady))),
      logLines: (pattern) => linesOf(folder).filter((line) => pattern.test(line)),
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    const answer = await fetch(`${url}/api/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error(`${url} was not ready within ${READY_MS / 1_000} s.`);
}

const linesOf = (folder: string): string[] =>
  readdirSync(folder).flatMap((file) =>
    file.endsWith(".log") ? readFileSync(join(folder, file), "utf8").trimEnd().split("\n") : [],
  );
