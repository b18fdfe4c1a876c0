import { expect, it } from "vitest";
import type { Running } from "#lib/cli/supervise/keep-running.ts";
import { keepRunning } from "#lib/cli/supervise/keep-running.ts";

/** Something to supervise whose end the test decides. */
class Engine implements Running {
  readonly exited: Promise<number | string>;
  stopped = false;
  end: (how: number | string) => void = () => undefined;

  constructor() {
    this.exited = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.end(0);
  }
}

function garage(failures: number[] = []) {
  const engines: Engine[] = [];
  const lines: string[] = [];
  let starts = 0;
  let tell: () => void = () => undefined;
  const start = async () => {
    starts += 1;
    if (failures.includes(starts)) throw new Error("no fuel");
    const engine = new Engine();
    engines.push(engine);
    tell();
    return engine;
  };
  const running = (count: number) =>
    new Promise<Engine>((resolve) => {
      const look = () => {
        const engine = engines[count - 1];
        if (engine !== undefined) resolve(engine);
      };
      tell = look;
      look();
    });
  return { lines, running, options: { name: "engine", start, report: (line: string) => lines.push(line), firstDelayMs: 40 } };
}

it("throws what the first start throws", async () => {
  await expect(keepRunning(garage([1]).options)).rejects.toThrow("no fuel");
});

it("starts it again when it ends, waiting longer each time", async () => {
  const { lines, options, running } = garage();
  const kept = await keepRunning(options);
  for (const count of [1, 2, 3]) (await running(count)).end("SIGKILL");
  await running(4);
  await kept.stop();
  expect(lines.filter((line) => line.includes("ended"))).toEqual([
    "The engine ended (SIGKILL); starting it again in 40 ms",
    "The engine ended (SIGKILL); starting it again in 80 ms",
    "The engine ended (SIGKILL); starting it again in 160 ms",
  ]);
});

it("tries again where a restart fails, and says why", async () => {
  const { lines, options, running } = garage([2, 3]);
  const kept = await keepRunning(options);
  (await running(1)).end(1);
  await running(2);
  await kept.stop();
  expect(lines.filter((line) => line === "The engine did not start: no fuel")).toHaveLength(2);
});

it("does not start it again once it was told to stop", async () => {
  const { lines, options, running } = garage();
  const kept = await keepRunning(options);
  const engine = await running(1);
  await kept.stop();
  expect(engine.stopped).toBe(true);
  expect(lines).toEqual([]);
});

it("stops while it waits to start again", async () => {
  const { options, running } = garage();
  const kept = await keepRunning({ ...options, firstDelayMs: 60_000 });
  (await running(1)).end(1);
  await kept.stop();
});
