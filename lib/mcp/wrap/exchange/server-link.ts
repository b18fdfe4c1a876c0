import type { LaneCall } from "../gate/lane-call.ts";

/** A request of the client's that a server has not answered. */
export interface Pending {
  method: string;
  /** The JSON text of its id. */
  id: string;
  /** The whole request, as it would be sent again. */
  bytes: Buffer;
  call: LaneCall | null;
}

/** One server process as the exchange knows it: what it still owes, and how it is written to. */
export class ServerLink {
  readonly send: (bytes: Buffer) => void;
  /** Unanswered requests of the client's, by the key of their id. */
  readonly pending = new Map<string, Pending>();
  /** Who waits for the answer to a request of the wrapper's own, by the key of its id. */
  readonly asked = new Map<string, (answer: Buffer) => void>();
  /** Subscriptions whose acknowledgement the client has from an earlier process, by the key of their id. */
  readonly acknowledged = new Set<string>();
  /** Requests that a later process has taken over, by the key of their id: the client gets its answer from that one. */
  readonly handedOn = new Set<string>();
  /** Ids of the tasks that it works on. */
  readonly tasks = new Set<string>();
  /** Called when it owes nothing any more. */
  onIdle: (() => void) | null = null;

  constructor(send: (bytes: Buffer) => void) {
    this.send = send;
  }

  get owes(): boolean {
    return this.pending.size > 0 || this.tasks.size > 0;
  }

  /** To be called whenever something was settled. */
  look(): void {
    if (!this.owes) this.onIdle?.();
  }
}
