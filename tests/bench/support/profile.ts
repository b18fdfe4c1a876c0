import { readFileSync } from "node:fs";

/** Environment of a web process that lets itself be profiled. */
export const INSPECTED = { NODE_OPTIONS: "--inspect=127.0.0.1:0" };

const TOLD = 25;
const NOT_WORK: ReadonlySet<string> = new Set(["(idle)", "(root)"]);

interface CallFrame {
  functionName: string;
  url: string;
  lineNumber: number;
}

interface CpuProfile {
  nodes: { id: number; callFrame: CallFrame }[];
  samples: number[];
  timeDeltas: number[];
}

/** What one process did for a while. */
export interface Profile {
  cpu: CpuProfile;
  /** Processor time, microseconds. */
  usedUs: number;
}

/** Where an inspected process waits for its inspector, out of its log. */
export function inspectorAddress(logFile: string): string {
  const [address] = /ws:\/\/127\.0\.0\.1:\d+\/[\w-]+/.exec(readFileSync(logFile, "utf8")) ?? [];
  if (address === undefined) throw new Error(`No inspector is named in ${logFile}.`);
  return address;
}

/** Begins to profile a process; the function returned ends it. */
export async function startProfile(address: string): Promise<() => Promise<Profile>> {
  const { call, close } = await connect(address);
  const usedUs = async (): Promise<number> => {
    const expression = "Object.values(process.cpuUsage()).reduce((a, b) => a + b)";
    const { result } = (await call("Runtime.evaluate", { expression })) as { result: { value: number } };
    return result.value;
  };
  await call("Profiler.enable");
  await call("Profiler.start");
  const before = await usedUs();
  return async () => {
    const used = (await usedUs()) - before;
    const { profile } = (await call("Profiler.stop")) as { profile: CpuProfile };
    close();
    return { cpu: profile, usedUs: used };
  };
}

/** Prints what an event cost, and the functions in which most of the time was spent. */
export function tellProfile({ cpu, usedUs }: Profile, events: number): void {
  const frames = new Map(cpu.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const spent = new Map<string, number>();
  for (const [index, id] of cpu.samples.entries()) {
    const frame = frames.get(id);
    if (!frame || NOT_WORK.has(frame.functionName)) continue;
    const place = nameOf(frame);
    spent.set(place, (spent.get(place) ?? 0) + (cpu.timeDeltas[index] ?? 0));
  }
  const total = [...spent.values()].reduce((sum, us) => sum + us, 0);
  const most = [...spent].toSorted(([, a], [, b]) => b - a).slice(0, TOLD);
  console.log(`\nThe web process used ${(usedUs / events).toFixed(1)} µs of processor an event. Most of its own time:`);
  for (const [place, us] of most) console.log(`  ${((100 * us) / total).toFixed(1).padStart(5)} %  ${place}`);
  console.log();
}

const nameOf = ({ functionName, url, lineNumber }: CallFrame): string =>
  `${(functionName || "(anonymous)").slice(0, 60)}  ${url.split("/").slice(-2).join("/")}${url === "" ? "" : `:${lineNumber + 1}`}`;

/** Speaks the protocol of Node's inspector: numbered calls, answered in any order. */
async function connect(address: string) {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", () => reject(new Error(`No inspector at ${address}.`)), { once: true });
  });
  const waiting = new Map<number, (result: unknown) => void>();
  let made = 0;
  socket.addEventListener("message", ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
    if (id !== undefined) waiting.get(id)?.(result);
  });
  return {
    call(method: string, params: object = {}): Promise<unknown> {
      made += 1;
      const id = made;
      socket.send(JSON.stringify({ id, method, params }));
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    close: () => socket.close(),
  };
}
