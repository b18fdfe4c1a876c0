import { controlState } from "../../contract/control.ts";
import { messageOf } from "../emitter.ts";
import type { CommandSourceOptions } from "./command-source.ts";
import { getText, type TextAnswer } from "./get-text.ts";

const ANSWER_MS = 10_000;

export interface Asking {
  /** Seconds that Lanekeeper may hold the answer back until there is news; null asks for what there is now. */
  waitS: number | null;
  holdsProcess: boolean;
  signal: AbortSignal;
}

export type Asked =
  | { kind: "heard"; version: number }
  | { kind: "nothing_new" }
  | { kind: "failed"; denied: boolean; atLeastMs: number; detail: string };

/** Asks Lanekeeper what this replica shall be and do, and passes on what is new. */
export class ControlReader {
  readonly #options: CommandSourceOptions;
  #tag: string | null = null;

  constructor(options: CommandSourceOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async ask({ waitS, holdsProcess, signal }: Asking): Promise<Asked> {
    const { url, replica, key } = this.#options;
    const address = new URL(waitS === null ? "/api/v1/control" : "/api/v1/commands", url);
    address.searchParams.set("replica", replica);
    if (waitS !== null) address.searchParams.set("wait_s", String(waitS));
    const headers = { authorization: key.authorization, ...(this.#tag === null ? {} : { "if-none-match": this.#tag }) };
    const timeoutMs = ANSWER_MS + (waitS ?? 0) * 1_000;
    try {
      return this.#take(await getText({ url: address, headers, timeoutMs, signal, holdsProcess }));
    } catch (error) {
      return { kind: "failed", denied: false, atLeastMs: 0, detail: messageOf(error) };
    }
  }

  #take({ status, headers, text }: TextAnswer): Asked {
    const { clock, onDesired, onCommand } = this.#options;
    const detail = `Lanekeeper answered ${status}`;
    if (status === 304) return { kind: "nothing_new" };
    if (status !== 200) {
      const retryAfterS = Number(headers["retry-after"] ?? 0);
      const atLeastMs = Number.isFinite(retryAfterS) ? retryAfterS * 1_000 : 0;
      return { kind: "failed", denied: status === 401 || status === 403, atLeastMs, detail };
    }
    const control = controlState.parse(JSON.parse(text));
    clock.observe(typeof headers.date === "string" ? headers.date : null);
    this.#tag = typeof headers.etag === "string" ? headers.etag : null;
    onDesired(control);
    for (const command of control.commands) onCommand(command);
    return { kind: "heard", version: control.control_version };
  }
}
