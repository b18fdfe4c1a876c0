import type { StreamEvent } from "#lib/contract/summary.ts";
import type { Database } from "#lib/db/database.ts";
import { isPositionKept, type OutboxEntry, type OutboxPosition, readOutbox } from "#lib/db/outbox.ts";
import type { ServerSentEvent } from "./event-stream.ts";
import { processPump } from "./outbox-pump.ts";

const REPLAY = 1_000;

/** Begins the console's stream: ids and versions of what changed, resumed after `lastEventId` where that place is still kept. */
export async function openConsoleStream(
  db: Database,
  lastEventId: string | null,
  send: (event: ServerSentEvent) => void,
): Promise<() => void> {
  const leave = processPump(db).subscribe((entries) => sendEntries(entries, send));
  send({ event: "heartbeat", data: { at: new Date().toISOString() } });
  if (lastEventId !== null) await resume(db, lastEventId, send);
  return leave;
}

async function resume(db: Database, lastEventId: string, send: (event: ServerSentEvent) => void): Promise<void> {
  const position = parsePosition(lastEventId);
  const missed = position && (await isPositionKept(db, position)) ? await readOutbox(db, position, REPLAY) : null;
  if (!missed || missed.length === REPLAY) send({ event: "reset", data: {} });
  else sendEntries(missed, send);
}

/** Several changes of one thing in one read are told once. */
function sendEntries(entries: readonly OutboxEntry[], send: (event: ServerSentEvent) => void): void {
  const newest = new Map<string, { event: StreamEvent; id: string }>();
  for (const { topic, ref, version, position } of entries) {
    if (topic === "control") continue;
    // What changed again moves to the end, so that no event's id is ahead of one still to be sent.
    newest.delete(`${topic} ${ref}`);
    newest.set(`${topic} ${ref}`, { event: { topic, id: ref, version }, id: `${position.xid}.${position.id}` });
  }
  for (const { event, id } of newest.values()) send({ event: event.topic, data: event, id });
}

function parsePosition(text: string): OutboxPosition | null {
  const match = /^(\d{1,20})\.(\d{1,15})$/.exec(text);
  return match?.[1] && match[2] ? { xid: match[1], id: Number(match[2]) } : null;
}
