import { readFileSync } from "node:fs";
import type { Figures } from "./report.ts";

export interface MemorySample {
  pid: number;
  at: number;
  rss: number;
  heapUsed: number;
}

/** Makes a process tell its log how much memory it holds. */
export const TELLING_MEMORY = { NODE_OPTIONS: `--import=${new URL("tell-memory.mjs", import.meta.url).href}` };

const MB = 1_048_576;
const WINDOWS = 10;

/** What the process that works told its log; one that only starts it is left out. */
export function readMemory(logFile: string): MemorySample[] {
  const samples = readFileSync(logFile, "utf8")
    .split("\n")
    .filter((line) => line.startsWith('{"memory":'))
    .map((line) => (JSON.parse(line) as { memory: MemorySample }).memory);
  const byProcess = [...Map.groupBy(samples, ({ pid }) => pid).values()];
  return byProcess.toSorted((a, b) => peak(b) - peak(a))[0] ?? [];
}

const peak = (samples: readonly MemorySample[]): number => Math.max(...samples.map(({ rss }) => rss));

/** Size at the end and growth by the minute: over the least of each tenth of the time, since garbage comes and goes. */
export function memoryFigures(name: string, samples: readonly MemorySample[]): Figures {
  const least = (pick: (sample: MemorySample) => number) => leastOfEach(samples, pick);
  const growth = (pick: (sample: MemorySample) => number): number => slope(least(pick)) / MB;
  const last = (pick: (sample: MemorySample) => number): number => (least(pick).at(-1)?.value ?? 0) / MB;
  return {
    [`${name} RSS at the end MB`]: last(({ rss }) => rss),
    [`${name} RSS growth MB/min`]: growth(({ rss }) => rss),
    [`${name} heap at the end MB`]: last(({ heapUsed }) => heapUsed),
    [`${name} heap growth MB/min`]: growth(({ heapUsed }) => heapUsed),
  };
}

interface Point {
  minute: number;
  value: number;
}

function leastOfEach(samples: readonly MemorySample[], pick: (sample: MemorySample) => number): Point[] {
  const size = Math.max(1, Math.ceil(samples.length / WINDOWS));
  const first = samples[0]?.at ?? 0;
  return Array.from({ length: Math.ceil(samples.length / size) }, (_, n) => {
    const window = samples.slice(n * size, (n + 1) * size);
    return { minute: ((window[0]?.at ?? 0) - first) / 60_000, value: Math.min(...window.map(pick)) };
  });
}

/** Slope of the straight line that lies nearest to the points. */
function slope(points: readonly Point[]): number {
  const mean = (pick: (point: Point) => number) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [minute, value] = [mean((point) => point.minute), mean((point) => point.value)];
  const spread = points.reduce((sum, point) => sum + (point.minute - minute) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, point) => sum + (point.minute - minute) * (point.value - value), 0) / spread;
}
