import type { Emitter } from "../emitter.ts";

/** Whether Lanekeeper is heard; tells listeners when that changes. */
export class Connection {
  readonly #emitter: Emitter;
  stands = false;

  constructor(emitter: Emitter) {
    this.#emitter = emitter;
  }

  tell(stands: boolean, detail: string): void {
    if (this.stands === stands) return;
    this.stands = stands;
    this.#emitter.emit("connection", { connected: stands, detail });
  }
}
