import { type CloudEvent, eventType } from "../../../contract/event.ts";
import type { QueuedEvent } from "../event-queue.ts";
import type { SpooledEvent } from "./spool-line.ts";

/**
 * What processes that were killed could not say themselves. Their last words would otherwise make them look alive again, since nobody
 * else can tell a late report from a fresh one. Named after the last event, so that it is the same whoever says it.
 */
export function goodbyesOf(spooled: readonly SpooledEvent[]): QueuedEvent[] {
  const lastOf = new Map(spooled.map((one) => [one.event.source, one]));
  const stopped = new Set(spooled.flatMap(({ queued, event }) => (queued.kind === "server.stopped" ? [event.source] : [])));
  return [...lastOf].filter(([source]) => !stopped.has(source)).map(([, last]) => goodbyeAfter(last));
}

function goodbyeAfter({ queued, event: { source, sequence, time } }: SpooledEvent): QueuedEvent {
  const { machineMs } = queued;
  const id = `${queued.id}-end`;
  const event: CloudEvent = {
    specversion: "1.0",
    id,
    source,
    type: eventType("server.stopped"),
    time,
    ...(sequence === undefined ? {} : { sequence: String(BigInt(sequence) + 1n) }),
    datacontenttype: "application/json",
    data: { reason: "its process ended without a word" },
  };
  return { id, kind: "server.stopped", json: JSON.stringify(event), machineMs };
}
