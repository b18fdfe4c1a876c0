import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import * as z from "zod/mini";

/** Names a running process so that no later one is taken for it, whatever number it gets. */
export const processIdentity = z.object({
  pid: z.int().check(z.positive()),
  host: z.string(),
  /** One start of one machine; null where the system does not tell. */
  machine: z._default(z.nullable(z.string()), null),
  /** Where its number counts: a container numbers its processes by itself. */
  namespace: z._default(z.nullable(z.string()), null),
  /** When it was started, in the system's own ticks. */
  started: z._default(z.nullable(z.string()), null),
});
export type ProcessIdentity = z.infer<typeof processIdentity>;

/** Who this process is. */
export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    machine: tryTo(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    namespace: tryTo(() => readlinkSync("/proc/self/ns/pid")),
    started: readStart(process.pid),
  };
}

/** Whether a process runs; null where that cannot be told from here, such as of another machine's. */
export function isRunning(other: ProcessIdentity): boolean | null {
  const own = ownIdentity();
  if (other.host !== own.host || other.machine !== own.machine || other.namespace !== own.namespace) return null;
  if (!answersToSignals(other.pid)) return false;
  if (other.started === null || own.started === null) return null;
  return readStart(other.pid) === other.started;
}

function answersToSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The ticks at which a process was started; null where it does not run, or only waits to be buried. */
function readStart(pid: number): string | null {
  const stat = tryTo(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // A process may carry any name, brackets included: the fields are counted from behind it.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  return state === undefined || state === "Z" || state === "X" ? null : (fields[18] ?? null);
}

function tryTo<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
