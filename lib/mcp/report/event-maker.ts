import { randomBytes } from "node:crypto";
import { type CloudEvent, eventSource, eventType } from "../../contract/event.ts";
import type { EventDataInput } from "../../contract/event-data.ts";
import type { EventKind } from "../../domain/vocabulary.ts";
import { machineNow } from "../machine-time.ts";
import { currentTrace } from "../protect/current-trace.ts";
import type { ServerClock } from "../server-clock.ts";
import type { QueuedEvent } from "./event-queue.ts";

/** Makes the events of one boot: ids that sort by time, and a sequence that begins anew only under another name. */
export class EventMaker {
  readonly #source: string;
  readonly #clock: ServerClock;
  readonly boot = randomBytes(4).toString("hex");
  #sequence = 0;

  constructor({ server, replica, clock }: { server: string; replica: string; clock: ServerClock }) {
    this.#source = eventSource(server, replica);
    this.#clock = clock;
  }

  make<K extends EventKind>(kind: K, data: EventDataInput[K], lane: string | undefined): QueuedEvent {
    this.#sequence += 1;
    const nowMs = this.#clock.localNow();
    const id = `${sortable(nowMs, 9)}-${this.boot}-${sortable(this.#sequence, 6)}`;
    // Usage sums many calls, whichever of them ends the minute.
    const traceparent = kind === "call.usage" ? undefined : currentTrace();
    const event: CloudEvent = {
      specversion: "1.0",
      id,
      source: this.#source,
      type: eventType(kind),
      ...(lane === undefined ? {} : { subject: lane }),
      time: new Date(nowMs).toISOString(),
      sequence: String(this.#sequence),
      ...(traceparent === undefined ? {} : { traceparent }),
      datacontenttype: "application/json",
      data,
    };
    return { id, kind, json: JSON.stringify(event), machineMs: machineNow() };
  }
}

/** Digits that sort as the number does, so that ids sort by time. */
const sortable = (value: number, width: number): string => value.toString(36).padStart(width, "0");
