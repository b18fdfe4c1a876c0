import { once } from "node:events";
import { join } from "node:path";
import type { Lanekeeper } from "./start-lanekeeper.ts";
import { startLanekeeper } from "./start-lanekeeper.ts";
import type { Steps } from "./steps.ts";
import { createSteps } from "./steps.ts";

export interface Extra {
  /** The last lines to print. */
  lines: string[];
  /** Ends what was added, before Lanekeeper itself. */
  stop?: () => Promise<void>;
}

/** Starts Lanekeeper and what `add` puts on top, then waits for Ctrl-C or SIGTERM and ends all of it. Returns the exit code. */
export async function untilStopped(add: (lanekeeper: Lanekeeper & { steps: Steps }) => Promise<Extra>): Promise<number> {
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const stopping = new AbortController();
  const asked = once(stopping.signal, "abort");
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => stopping.abort(new Error("Stopped before it was ready.")));
  const lanekeeper = await startLanekeeper(createSteps(write, stopping.signal));
  const steps = createSteps(write);
  try {
    const { lines, stop } = await add({ ...lanekeeper, steps });
    write(
      `\n  Logs are in ${join(lanekeeper.dataDir, "logs")}. Ctrl-C ends everything.\n\n${lines.map((line) => `  ${line}`).join("\n")}\n`,
    );
    await asked;
    if (stop !== undefined) await steps.run("Stopping", stop, () => "what was added");
  } finally {
    await steps.run("Stopping", lanekeeper.stop, () => "web, worker, database");
  }
  return 0;
}
