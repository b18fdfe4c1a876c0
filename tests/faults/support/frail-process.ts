import { keepRunning, type Running } from "#lib/cli/supervise/keep-running.ts";

/** A process that is kept running as `npm start` keeps it, to be killed. */
export interface FrailProcess {
  name: string;
  /** `kill -9`. Resolves when it runs again. */
  killAndAwaitRestart(): Promise<void>;
  /** How often it ended without being killed. */
  endedByItself(): number;
  stop(): Promise<void>;
}

const AWAY_MS = 300;

export async function keepFrail(name: string, start: () => Promise<Running & { pid: number }>): Promise<FrailProcess> {
  let pid = 0;
  let starts = 0;
  let kills = 0;
  let hasRestarted: () => void = () => undefined;
  const { stop } = await keepRunning({
    name,
    report: () => undefined,
    firstDelayMs: AWAY_MS,
    longestDelayMs: AWAY_MS,
    start: async () => {
      const running = await start();
      pid = running.pid;
      starts += 1;
      hasRestarted();
      return running;
    },
  });
  return {
    name,
    stop,
    endedByItself: () => starts - 1 - kills,
    killAndAwaitRestart: () =>
      new Promise((resolve) => {
        hasRestarted = resolve;
        kills += 1;
        process.kill(pid, "SIGKILL");
      }),
  };
}
