/** A demo server as its supervisor sees it. */
export type ServerState = {
  name: string;
  transport: "http" | "stdio";
  status: "running" | "starting" | "killed";
  pid: number | null;
  /** How often it was started. */
  starts: number;
};

/** A demo server that is started again whenever it dies, unless it was killed from the control page. */
export type ServerProcess = {
  state(): ServerState;
  /** Ends it at once and keeps it down: no goodbye, as in a crash. */
  kill(): void;
  start(): void;
  /** Asks it to end and waits; what is left after five seconds is killed. */
  stop(): Promise<void>;
};

/** Ends a process if it is still there. */
export function signalProcess(pid: number | null | undefined, signal: NodeJS.Signals): void {
  if (typeof pid !== "number") return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

export const STOP_MS = 5_000;
export const RESTART_MS = 1_000;
