import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { checkOptions } from "./check-options.ts";
import { Acknowledger } from "./commands/acknowledger.ts";
import { DesiredApplier } from "./commands/apply-desired.ts";
import { CommandCheck } from "./commands/command-check.ts";
import { CommandPoll } from "./commands/command-poll.ts";
import type { CommandSource } from "./commands/command-source.ts";
import { CommandStream } from "./commands/command-stream.ts";
import { CommandRunner } from "./commands/run-command.ts";
import { Emitter } from "./emitter.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { inBackground } from "./in-background.ts";
import type { Keeper, KeeperEvents, KeeperStatus, LaneHandle } from "./keeper-types.ts";
import { KeySource } from "./key-source.ts";
import { Lane } from "./lane/lane.ts";
import { laneFetch } from "./lane/lane-fetch.ts";
import type { Refusal } from "./lane/refusal.ts";
import { Memory } from "./memory/memory.ts";
import type { KeeperOptions, LaneOptions, Logger } from "./options.ts";
import { protect } from "./protect/protect.ts";
import { ToolCatalogue } from "./protect/tool-catalogue.ts";
import { RefreshTurns } from "./refresh-turns.ts";
import { Reporter } from "./report/reporter.ts";
import { ServerClock } from "./server-clock.ts";
import type { Services } from "./services.ts";
import { stateFolder } from "./state-folder.ts";
import { after, every, holdOpen } from "./timers.ts";
import { VERSION } from "./version.ts";

const SOURCES = { stream: CommandStream, poll: CommandPoll, on_change: CommandCheck };
const SILENT: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const FIRST_WORD_MS = 3_000;
/** What could not be sent is lost with the process, or sent by the next one. */
const STOP_MS = { inMemory: 5_000, onDisk: 2_000 };

/** A keeper of lanes for one server process. Throws where the options cannot be right; never after that. */
export function createKeeper(options: KeeperOptions): Keeper {
  return openKeeper(options);
}

/** The same, with what lies behind it, for hosts of this package's own. */
export function openKeeper(options: KeeperOptions): LaneKeeper {
  checkOptions(options);
  return new LaneKeeper(options);
}

export class LaneKeeper implements Keeper {
  readonly server: string;
  readonly replica: string;
  readonly #options: KeeperOptions;
  readonly #heartbeatS: number;
  /** Where events and state are kept; null keeps them in memory. */
  readonly #folder: string | null;
  readonly #logger: Logger;
  readonly #key: KeySource;
  readonly #emitter: Emitter;
  readonly #reporter: Reporter;
  readonly #services: Services;
  readonly #lanes: ReadonlyMap<string, Lane>;
  readonly #tools = new ToolCatalogue();
  readonly #desired: DesiredApplier;
  readonly #acknowledger: Acknowledger;
  readonly #commands: CommandSource;
  #state: "new" | "running" | "stopped" = "new";
  #stopHeartbeat = () => {};
  #heartbeatDue = false;

  constructor(options: KeeperOptions) {
    const { url, server, lanes, heartbeatS = 30, logger = SILENT, now = () => new Date() } = options;
    this.#options = options;
    this.server = server;
    this.replica =
      options.replica ??
      `${
        hostname()
          .replace(/[^A-Za-z0-9._-]/g, "-")
          .slice(0, 100) || "host"
      }-${randomBytes(4).toString("hex")}`;
    this.#heartbeatS = heartbeatS;
    this.#logger = logger;
    this.#key = new KeySource(options.key);
    this.#emitter = new Emitter(logger);
    const fetch = options.fetch ?? globalThis.fetch;
    const clock = new ServerClock(now);
    const shared = { url, replica: this.replica, key: this.#key, clock, fetch, emitter: this.#emitter, logger };
    this.#reporter = new Reporter({ ...shared, server, onVersion: (version) => this.#commands.noteVersion(version) });
    const turns = new RefreshTurns(shared);
    this.#folder = stateFolder(options.stateDir, server);
    this.#services = {
      report: (kind, data, lane) => this.#reporter.report(kind, data, lane),
      now: () => clock.now(),
      freshWord: () => this.#commands.freshWord(),
      fetch,
      fingerprint: (secret) => fingerprintOf(this.#key.fingerprintKey, secret),
      takeRefreshTurn: (lane) => turns.take(lane),
      logger,
      emitter: this.#emitter,
      memory: new Memory(this.#folder, logger),
    };
    this.#lanes = new Map(lanes.map((lane) => [lane.name, this.#makeLane(lane)]));
    this.#acknowledger = new Acknowledger(shared);
    this.#desired = new DesiredApplier(this.#lanes, this.#services, this.#acknowledger);
    const runner = new CommandRunner(this.#lanes, this.#acknowledger, logger);
    this.#commands = new SOURCES[options.transport ?? "stream"]({
      ...shared,
      onDesired: (desired) => this.#desired.apply(desired),
      onCommand: (command) => inBackground(runner.run(command), logger),
    });
  }

  async start(): Promise<void> {
    if (this.#state !== "new") throw new Error("A keeper starts once: create another one");
    this.#state = "running";
    await holdOpen(() => this.#begin());
  }

  async #begin(): Promise<void> {
    await this.#key.reload();
    const { memory } = this.#services;
    await memory.load(this.#key.installation);
    if (this.#folder !== null) await this.#reporter.keepIn(this.#folder);
    const { isDurable: durable } = this.#reporter;
    const started = { heartbeat_s: this.#heartbeatS, pid: process.pid, version: VERSION, durable };
    this.#services.report("server.started", started);
    for (const entry of memory.desired?.lanes ?? []) {
      this.#lanes.get(entry.lane)?.setControl(entry, memory.containedFingerprint(entry.lane));
    }
    const isKnown = (await this.#commands.start(FIRST_WORD_MS)) || memory.isKnown;
    for (const lane of this.#lanes.values()) lane.begin(isKnown ? null : this.#refusalWhileUnknown(lane.options));
    await Promise.allSettled([...this.#lanes.values()].map((lane) => lane.start(this.#heartbeatS)));
    this.#stopHeartbeat = every(this.#heartbeatS * 1_000, () => this.#beat());
    this.#heartbeatSoon();
  }

  async stop(): Promise<void> {
    if (this.#state !== "running") return;
    this.#state = "stopped";
    this.#stopHeartbeat();
    this.#commands.stop();
    for (const lane of this.#lanes.values()) lane.stop();
    this.#services.report("server.stopped", {});
    await this.#reporter.stop(this.#reporter.isDurable ? STOP_MS.onDisk : STOP_MS.inMemory);
    this.#acknowledger.stop();
    await this.#services.memory.close();
  }

  get lanes(): ReadonlyMap<string, Lane> {
    return this.#lanes;
  }

  protect(...[mcpServer, options = {}]: Parameters<Keeper["protect"]>): void {
    protect(mcpServer, options, { lanes: this.#lanes, tools: this.#tools, logger: this.#logger });
  }

  lane(name: string): LaneHandle {
    const lane = this.#lanes.get(name);
    if (!lane) throw new Error(`There is no lane "${name}"`);
    return { name, fetch: (url, init) => laneFetch(lane, url, init), status: () => lane.status() };
  }

  on<K extends keyof KeeperEvents>(event: K, listener: (detail: KeeperEvents[K]) => void): () => void {
    return this.#emitter.on(event, listener);
  }

  status(): KeeperStatus {
    return {
      server: this.server,
      replica: this.replica,
      running: this.#state === "running",
      connected: this.#commands.connected,
      reporting: this.#reporter.state,
      queued: this.#reporter.queued,
      durable: this.#reporter.isDurable,
      dropped: this.#reporter.dropped,
      lanes: [...this.#lanes.values()].map((lane) => lane.status()),
    };
  }

  #makeLane(options: LaneOptions): Lane {
    return new Lane(options, this.#services, {
      heartbeatDue: () => this.#heartbeatSoon(),
      storeChanged: () => this.#desired.follow(options.name),
      lastKnown: () => this.#desired.served(options.name),
    });
  }

  #refusalWhileUnknown({ routes }: LaneOptions): Refusal | null {
    const destructive = routes.some((route) => route.side_effect === "destructive");
    const refuses = (this.#options.whenUnknown ?? (destructive ? "refuse" : "serve")) === "refuse";
    return refuses
      ? { code: "preflight_refused", certainty: "confirmed", detail: "nobody has said yet whether it may run" }
      : null;
  }

  /** Several lanes may change at once, and one heartbeat carries them all. */
  #heartbeatSoon(): void {
    if (this.#heartbeatDue || this.#state !== "running") return;
    this.#heartbeatDue = true;
    after(100, () => this.#beat());
  }

  #beat(): void {
    this.#heartbeatDue = false;
    if (this.#state !== "running") return;
    const lanes = [...this.#lanes.values()];
    const heartbeat = { control_version: this.#desired.controlVersion, lanes: lanes.map((lane) => lane.heartbeat()) };
    this.#services.report("server.heartbeat", { ...heartbeat, heartbeat_s: this.#heartbeatS });
    for (const lane of lanes) if (lane.succession.hold) inBackground(lane.succession.consider(), this.#logger);
  }
}
