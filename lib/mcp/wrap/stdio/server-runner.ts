import { BackOff } from "../../back-off.ts";
import { messageOf } from "../../emitter.ts";
import { Exclusive } from "../../exclusive.ts";
import { inBackground } from "../../in-background.ts";
import type { Logger } from "../../options.ts";
import { withTimeLimit } from "../../time-limit.ts";
import type { Handover } from "../config/schema.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { OutageReport } from "./outage-report.ts";
import { type Ending, type ServerCommand, ServerProcess } from "./server-process.ts";

export interface ServerRunnerOptions {
  /** What to run, asked at each start: its environment holds the credentials of that moment. */
  command: () => ServerCommand;
  handover: Handover;
  drainMs: number;
  startMs: number;
  exchange: Exchange;
  outage: OutageReport;
  /** Present while the client takes nothing more. */
  clientDrained: () => Promise<void> | null;
  logger: Logger;
}

const RESTART = { firstMs: 200, capMs: 30_000 };
/** A process that lived so long did not fail at its start. */
const SETTLED_MS = 30_000;
/** Failed starts in a row after which waiting requests are answered. */
const PATIENCE = 3;
/** Failed starts after which a command that never said anything is given up. */
const FUTILE = 5;

/** Keeps one process of the wrapped server running, and puts another in its place without the client's noticing. */
export class ServerRunner {
  /** Resolves with the end of the server, once that is also the end of the wrapper. */
  readonly finished: Promise<Ending>;
  readonly #options: ServerRunnerOptions;
  readonly #turn = new Exclusive();
  readonly #backOff = new BackOff(RESTART);
  readonly #alive = new Set<ServerProcess>();
  #running: ServerProcess | null = null;
  /** Whether any process ever said something: before, the command itself may be wrong. */
  #hasSpoken = false;
  /** Processes in a row that ended without a word. */
  #failures = 0;
  #isLeaving = false;
  #comingHandovers = 0;
  #wake: () => void = () => {};
  #finish: (ending: Ending) => void = () => {};

  constructor(options: ServerRunnerOptions) {
    this.#options = options;
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** Present while the running process takes nothing more. */
  get drained(): Promise<void> | null {
    return this.#running?.drained ?? null;
  }

  start(): void {
    this.#keepRunning(false);
  }

  /** Puts a fresh process in the place of the running one. Rejects, with the old one serving on, where the fresh one does not answer. */
  async handOver(): Promise<void> {
    this.#comingHandovers += 1;
    this.#wake();
    try {
      await this.#turn.run(() => this.#handOver());
    } finally {
      this.#comingHandovers -= 1;
    }
  }

  /** A hand-over failed that had to stop the old process first. */
  recover(): void {
    if (!this.#running) this.#keepRunning(false);
  }

  /** The client is gone: so are the servers, as soon as they have written what they have to say. */
  leave(): void {
    this.#isLeaving = true;
    if (this.#alive.size === 0) this.#finish({ code: 0, signal: null });
    for (const server of this.#alive) void server.end();
  }

  /** Passes a signal on; where it ends the server, it ends the wrapper. */
  signal(signal: NodeJS.Signals): void {
    this.#isLeaving = true;
    if (this.#alive.size === 0) this.#finish({ code: null, signal });
    for (const server of this.#alive) server.signal(signal);
  }

  async #handOver(): Promise<void> {
    if (this.#isLeaving) return;
    const { handover, exchange, logger } = this.#options;
    const old = this.#running;
    if (handover === "restart" && old) await this.#stop(old);
    const fresh = await this.#bring();
    if (old && handover !== "restart") this.#retire(old);
    logger.info("A fresh process took over", { pid: fresh.pid });
    inBackground(exchange.tellChanges(fresh.link), logger);
  }

  #keepRunning(wasLost: boolean): void {
    const { logger } = this.#options;
    // A hand-over brings what may be missing, and does not wait for a start that cannot succeed without it.
    const isWanted = () => !this.#running && !this.#isLeaving && this.#comingHandovers === 0;
    const work = async () => {
      for (let isAgain = wasLost; isWanted(); isAgain = true) {
        if (isAgain) await this.#rest(this.#backOff.nextMs());
        if (!isWanted()) return;
        await this.#bring().catch((error: unknown) => logger.error("The server did not start", { error: messageOf(error) }));
      }
    };
    inBackground(this.#turn.run(work), logger);
  }

  /** Waits, unless something is to be done before. */
  #rest(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, delayMs);
    });
  }

  /** Starts a process and gives it the session. */
  async #bring(): Promise<ServerProcess> {
    const { command, exchange, clientDrained, startMs, outage } = this.#options;
    const fresh = new ServerProcess(command(), (link, line) => {
      this.#hasSpoken = true;
      this.#failures = 0;
      exchange.fromServer(link, line);
      return clientDrained();
    });
    this.#alive.add(fresh);
    inBackground(
      fresh.ended.then((ending) => this.#ended(fresh, ending)),
      this.#options.logger,
    );
    try {
      const endedFirst = fresh.ended.then((ending) => Promise.reject(new Error(describe(ending))));
      const brought = fresh.spawned.then(() => exchange.bring(fresh.link));
      await withTimeLimit(Promise.race([brought, endedFirst]), startMs);
      if (!this.#alive.has(fresh)) throw new Error("it ended at once");
    } catch (error) {
      exchange.lose(fresh.link, "The MCP server did not start");
      void fresh.end();
      throw new Error(`the fresh process did not start: ${messageOf(error)}`);
    }
    this.#running = fresh;
    outage.over();
    return fresh;
  }

  /** Lets a process end its calls, and then itself. */
  #retire(old: ServerProcess): void {
    const { exchange, drainMs } = this.#options;
    let timer: NodeJS.Timeout | null = null;
    const end = () => {
      if (timer) clearTimeout(timer);
      old.link.onIdle = null;
      void old.end();
    };
    if (!old.link.owes) {
      end();
      return;
    }
    timer = setTimeout(() => {
      exchange.lose(old.link, "The MCP server was replaced before it answered");
      end();
    }, drainMs);
    timer.unref();
    old.link.onIdle = end;
  }

  /** Waits for a process's calls and ends it; new ones wait meanwhile. */
  async #stop(old: ServerProcess): Promise<void> {
    const { exchange } = this.#options;
    exchange.hold();
    this.#running = null;
    this.#retire(old);
    await old.ended;
  }

  #ended(server: ServerProcess, ending: Ending): void {
    const { exchange, outage, logger } = this.#options;
    this.#alive.delete(server);
    exchange.lose(server.link, "The MCP server ended before it answered");
    const wasRunning = server === this.#running;
    if (wasRunning) this.#running = null;
    if (this.#isLeaving) {
      if (wasRunning || this.#alive.size === 0) this.#finish(ending);
      return;
    }
    if (!server.hasSpoken) this.#countFailure(ending);
    if (this.#isLeaving || !wasRunning || server.isEnding) return;
    logger.warn("The server ended by itself and is started again", { how: describe(ending) });
    if (performance.now() - server.startedMs > SETTLED_MS) this.#backOff.reset();
    outage.began();
    this.#keepRunning(true);
  }

  /** A command that never says anything is wrong itself: whoever gave it learns how it ends. */
  #countFailure(ending: Ending): void {
    this.#failures += 1;
    if (this.#failures >= PATIENCE) this.#options.exchange.refuseHeld("The MCP server does not start");
    if (this.#hasSpoken || (this.#failures < FUTILE && ending.error === undefined)) return;
    this.#isLeaving = true;
    this.#finish(ending);
  }
}

const describe = ({ code, signal, error }: Ending): string =>
  error ?? (signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`);
