import { inBackground } from "../in-background.ts";
import { after } from "../timers.ts";
import type { CommandSource, CommandSourceOptions } from "./command-source.ts";
import { Inquiry } from "./inquiry.ts";

/** A call that comes so long after Lanekeeper's last word asks first: a pause holds from then on at the latest. */
const WORD_LASTS_MS = 10_000;
/** No call waits longer for Lanekeeper than this: without an answer, what was heard last holds. */
const CALL_WAITS_MS = 2_000;

/**
 * Asks at the start, and then only when an answer to events names another version, or a call comes long after the last word: for
 * processes that live for seconds, or are frozen between requests, and could keep no connection open.
 */
export class CommandCheck implements CommandSource {
  readonly #inquiry: Inquiry;
  readonly #clock: CommandSourceOptions["clock"];
  readonly #logger: CommandSourceOptions["logger"];
  #flight: Promise<boolean> | null = null;
  /** Version that was heard last, and whether Lanekeeper knew this replica then: before, it has no commands for it. */
  #heard: { version: number; asKnown: boolean } | null = null;
  /** Version that an answer to events named and that was not asked about yet. */
  #noted: number | null = null;
  /** Present while Lanekeeper is left alone. */
  #rest: AbortController | null = null;
  /** When Lanekeeper last spoke, or a call last asked it, by this machine's clock, which goes on while the process is frozen. */
  #wordAt: number | null = null;
  /** What calls wait for now. */
  #word: Promise<void> | null = null;

  constructor(options: CommandSourceOptions) {
    this.#inquiry = new Inquiry(options);
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  get connected(): boolean {
    return this.#inquiry.isHeard;
  }

  start(patienceMs: number): Promise<boolean> {
    this.#noteWord();
    return new Promise((resolve) => {
      after(patienceMs, () => resolve(false));
      inBackground(this.#ask().then(resolve), this.#logger);
    });
  }

  noteVersion(version: number): void {
    if (this.#heard?.asKnown && this.#heard.version === version) this.#noteWord();
    else this.#note(version);
    this.#askIfNoted();
  }

  freshWord(): Promise<void> | null {
    if (this.#wordAt === null || this.#inquiry.isOver) return null;
    const agoMs = this.#clock.localNow() - this.#wordAt;
    if (agoMs >= 0 && agoMs < WORD_LASTS_MS) return this.#word;
    if (this.#rest) return null;
    this.#noteWord();
    this.#word = Promise.race([this.#ask(), this.#inquiry.rest(CALL_WAITS_MS)]).then(() => {
      this.#word = null;
    });
    return this.#word;
  }

  stop(): void {
    this.#inquiry.stop();
  }

  #noteWord(): void {
    this.#wordAt = this.#clock.localNow();
  }

  /** Who takes events and has news is there again: what was left alone is asked at once, but once for each version. */
  #note(version: number): void {
    const known = this.#noted ?? this.#heard?.version ?? version;
    this.#noted = version;
    if (known === version) return;
    this.#rest?.abort();
    this.#rest = null;
  }

  #askIfNoted(): void {
    if (this.#noted !== null && !this.#rest && !this.#inquiry.isOver) inBackground(this.#ask(), this.#logger);
  }

  /** One at a time; what was noted meanwhile is asked for afterwards. */
  #ask(): Promise<boolean> {
    this.#flight ??= this.#askOnce().finally(() => {
      this.#flight = null;
      this.#askIfNoted();
    });
    return this.#flight;
  }

  async #askOnce(): Promise<boolean> {
    const noted = this.#noted;
    const asked = await this.#inquiry.ask(null);
    if (asked.kind === "failed") {
      // What was noted meanwhile is asked about first.
      if (this.#noted === noted) this.#leaveAlone(asked.restMs);
      return false;
    }
    this.#noteWord();
    const version = asked.kind === "heard" ? asked.version : (this.#heard?.version ?? 0);
    this.#heard = { version, asKnown: noted !== null || this.#heard?.asKnown === true };
    if (this.#noted === noted) this.#noted = null;
    return true;
  }

  #leaveAlone(restMs: number): void {
    const rest = new AbortController();
    this.#rest = rest;
    const goOn = () => {
      if (this.#rest !== rest) return;
      this.#rest = null;
      this.#askIfNoted();
    };
    inBackground(this.#inquiry.rest(restMs, rest.signal).then(goOn), this.#logger);
  }
}
