import { parseServerKey } from "../contract/key.ts";
import { fingerprintOf } from "./fingerprint.ts";

/** The server key, read again where Lanekeeper refused it. */
export class KeySource {
  readonly #source: string | (() => string | Promise<string>);
  #text = "";

  constructor(source: string | (() => string | Promise<string>)) {
    this.#source = source;
  }

  get authorization(): string {
    return `Bearer ${this.#text}`;
  }

  /** The installation's fingerprint key. */
  get fingerprintKey(): string {
    return parseServerKey(this.#text)?.fingerprintKey ?? "";
  }

  /** Names the installation that the key belongs to, without telling anything of the key. */
  get installation(): string {
    return fingerprintOf(this.fingerprintKey, "installation");
  }

  /** Reads the key; true where it is another than before. Rejects, without quoting it, where it is not a server key. */
  async reload(): Promise<boolean> {
    const text = (typeof this.#source === "function" ? await this.#source() : this.#source).trim();
    if (!parseServerKey(text)) throw new Error("The key is not a Lanekeeper server key (lk_srv_…)");
    const changed = text !== this.#text;
    this.#text = text;
    return changed;
  }
}
