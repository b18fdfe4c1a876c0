import { type CloudEvent, eventType } from "../../../contract/event.ts";
import type { QueuedEvent } from "../event-queue.ts";

/**
 * What processes that were killed could not say themselves. Their last words would otherwise make them look alive again, since nobody
 * else can tell a late report from a fresh one. Named after the last event, so that it is the same whoever says it.
 */
export function goodbyesOf(events: readonly QueuedEvent[]): QueuedEvent[] {
  const lastOf = new Map<string, { queued: QueuedEvent; event: CloudEvent }>();
  const stopped = new Set<string>();
  for (const queued of events) {
    const event = JSON.parse(queued.json) as CloudEvent;
    lastOf.set(event.source, { queued, event });
    if (queued.kind === "server.stopped") stopped.add(event.source);
  }
  return [...lastOf].filter(([source]) => !stopped.has(source)).map(([, last]) => goodbyeAfter(last.queued, last.event));
}

function goodbyeAfter({ machineMs }: QueuedEvent, { source, sequence, time, ...last }: CloudEvent): QueuedEvent {
  const id = `${last.id}-end`;
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
