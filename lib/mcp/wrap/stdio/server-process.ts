import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { ServerLink } from "../exchange/server-link.ts";
import { LineSplitter } from "../wire/line-splitter.ts";
import { Sink } from "./sink.ts";

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Why it could not even be started. */
  error?: string;
}

export interface ServerCommand {
  program: string;
  args: readonly string[];
  environment: Record<string, string | undefined>;
}

/** How long a process may take to end after its input has ended, and again after it was asked to. */
const GRACE_MS = 5_000;

/** One run of the wrapped server. Its standard error goes where the wrapper's own goes, as it is. */
export class ServerProcess {
  readonly link: ServerLink;
  /** Resolves once it has ended and all it wrote was taken. */
  readonly ended: Promise<Ending>;
  /** Resolves once it runs; never where it cannot. */
  readonly spawned: Promise<void>;
  readonly startedMs = performance.now();
  /** Whether it has written anything. */
  hasSpoken = false;
  /** Whether its end was asked for. */
  isEnding = false;
  readonly #child: ChildProcess;
  readonly #input: Sink;

  /** `take` gets each line it writes; where it returns a promise, nothing more is read until then. */
  constructor(command: ServerCommand, take: (link: ServerLink, line: Buffer) => Promise<void> | null) {
    const { program, args, environment } = command;
    this.#child = spawn(program, [...args], { env: environment as NodeJS.ProcessEnv, stdio: ["pipe", "pipe", "inherit"] });
    const { stdin, stdout } = this.#child as { stdin: Writable; stdout: Readable };
    this.#input = new Sink(stdin);
    this.link = new ServerLink((bytes) => this.#input.write(bytes));
    this.spawned = new Promise((resolve) => this.#child.once("spawn", resolve));
    const read = readLines(stdout, (line) => {
      this.hasSpoken = true;
      return take(this.link, line);
    });
    const exited = new Promise<Ending>((resolve) => {
      this.#child.once("error", ({ message }) => resolve({ code: 127, signal: null, error: message }));
      this.#child.once("exit", (code, signal) => resolve({ code, signal }));
    });
    this.ended = exited.then(async (ending) => {
      // What it started itself may hold its output open.
      await Promise.race([read, new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
      return ending;
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves when it takes more input; null where it does now. */
  get drained(): Promise<void> | null {
    return this.#input.drained;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends its input, then asks it to end, then makes it. */
  async end(): Promise<Ending> {
    this.isEnding = true;
    const timers = [setTimeout(() => this.signal("SIGTERM"), GRACE_MS), setTimeout(() => this.signal("SIGKILL"), 2 * GRACE_MS)];
    void this.#input.end();
    const ending = await this.ended;
    for (const timer of timers) clearTimeout(timer);
    return ending;
  }
}

/** Reads lines until the stream ends, no faster than they are taken. */
export async function readLines(stream: Readable, take: (line: Buffer) => Promise<void> | null): Promise<void> {
  const splitter = new LineSplitter();
  try {
    for await (const chunk of stream) for (const line of splitter.push(chunk as Buffer)) await (take(line) ?? undefined);
  } catch {
    // A stream that breaks has ended.
  }
  const rest = splitter.rest();
  if (rest) await take(rest);
}
