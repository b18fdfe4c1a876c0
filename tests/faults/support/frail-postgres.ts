import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A supervised Postgres of its own, to be killed. */
export interface FrailPostgres {
  url: string;
  /** `kill -9`, while it is busy. Resolves when it runs again, which is not before the time it was to be away. */
  killAndAwaitRestart(): Promise<void>;
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
  return {
    url: await untilLine(/^postgresql:/),
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
