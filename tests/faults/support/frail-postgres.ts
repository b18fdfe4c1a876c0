import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";

/** A supervised Postgres of its own, to be killed. */
export interface FrailPostgres {
  url: string;
  /** `kill -9`, while it is busy. Resolves when it runs again, which is not before the time it was to be away. */
  killAndAwaitRestart(): Promise<void>;
  /** `kill -9` of the backend that `choose` picks out of so many: Postgres then ends all others and recovers by itself. */
  killBackend(choose: (count: number) => number): Promise<void>;
  /** Ends it for good and removes its files. */
  end(): Promise<void>;
}

export async function startFrailPostgres({ awayMs }: { awayMs: number }): Promise<FrailPostgres> {
  const dataDir = mkdtempSync(join(tmpdir(), "lanekeeper-frail-"));
  // As root the server runs as another user, who must get through.
  chmodSync(dataDir, 0o755);
  const script = join(import.meta.dirname, "postgres-keeper.ts");
  const keeper = spawn(process.execPath, [script, dataDir, String(awayMs)], {
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => keeper.once("exit", () => resolve()));
  const lines = createInterface({ input: keeper.stdout })[Symbol.asyncIterator]();
  const untilLine = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const { done, value } = await lines.next();
      if (done) throw new Error(`The keeper of Postgres ended before it said ${pattern}.`);
      if (pattern.test(value)) return value;
    }
  };
  const url = await untilLine(/^postgresql:/);
  return {
    url,
    killBackend: async (choose) => {
      const pids = await backendsOf(url);
      const pid = pids[choose(pids.length)];
      if (pid !== undefined) process.kill(pid, "SIGKILL");
    },
    killAndAwaitRestart: async () => {
      keeper.stdin.write("kill\n");
      await untilLine(/runs again/);
    },
    end: async () => {
      keeper.stdin.end();
      await ended;
    },
  };
}

async function backendsOf(url: string): Promise<number[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY pid",
  );
  await client.end();
  return rows.map(({ pid }) => pid);
}
