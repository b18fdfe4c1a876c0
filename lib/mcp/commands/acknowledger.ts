import type { CommandAck } from "../../contract/control.ts";
import { BackOff } from "../back-off.ts";
import { messageOf } from "../emitter.ts";
import type { KeySource } from "../key-source.ts";
import type { Logger } from "../options.ts";
import { after } from "../timers.ts";

const TIMEOUT_MS = 10_000;
/** Lanekeeper takes a late answer as a correction, so there is no hurry to give up. */
const GIVE_UP_MS = 300_000;
const KEPT = 500;

export type Answer = Omit<CommandAck, "replica">;

export interface AcknowledgerOptions {
  url: string;
  replica: string;
  key: KeySource;
  fetch: typeof fetch;
  logger: Logger;
}

/** Tells Lanekeeper what became of commands, until it has heard; remembers final answers for a command that comes again. */
export class Acknowledger {
  readonly #options: AcknowledgerOptions;
  readonly #answers = new Map<string, Answer>();
  #stopped = false;

  constructor(options: AcknowledgerOptions) {
    this.#options = options;
  }

  /** The final answer given to this command and phase, if there was one. */
  answered(commandId: string, phase: string | null): Answer | undefined {
    return this.#answers.get(`${commandId} ${phase}`);
  }

  /** Says that a command has arrived: once, since the outcome says it too. Never rejects. */
  async acknowledge(commandId: string, step: Pick<Answer, "phase" | "fence"> = { phase: null }): Promise<void> {
    await this.#post(commandId, { status: "acknowledged", ...step });
  }

  /** Says what came of a command. Resolves once Lanekeeper has it, or it is given up. Never rejects. */
  async conclude(commandId: string, answer: Answer): Promise<void> {
    this.#keep(commandId, answer);
    const backOff = new BackOff({ firstMs: 500, capMs: 15_000 });
    const giveUpAtMs = performance.now() + GIVE_UP_MS;
    while (!this.#stopped && performance.now() < giveUpAtMs) {
      if (await this.#post(commandId, answer)) return;
      await new Promise<void>((resolve) => after(backOff.nextMs(), resolve));
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  #keep(commandId: string, answer: Answer): void {
    this.#answers.set(`${commandId} ${answer.phase ?? null}`, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > KEPT && oldest !== undefined) this.#answers.delete(oldest);
  }

  /** True where a further try would change nothing. A replica that is not known yet is, once its first events have arrived. */
  async #post(commandId: string, answer: Answer): Promise<boolean> {
    const { url, replica, key, fetch, logger } = this.#options;
    try {
      const response = await fetch(new URL(`/api/v1/commands/${commandId}/acks`, url), {
        method: "POST",
        headers: { authorization: key.authorization, "content-type": "application/json" },
        body: JSON.stringify({ replica, ...answer }),
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.arrayBuffer();
      if (response.status >= 400 && response.status < 500)
        logger.warn("An answer to a command was not taken", { status: response.status });
      return response.ok || response.status === 404;
    } catch (error) {
      logger.debug("An answer to a command waits", { error: messageOf(error) });
      return false;
    }
  }
}
