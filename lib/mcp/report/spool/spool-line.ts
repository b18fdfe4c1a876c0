import { setImmediate as nextTurn } from "node:timers/promises";
import * as z from "zod/mini";
import { type CloudEvent, cloudEvent, eventKind, parseEventSource } from "../../../contract/event.ts";
import { fingerprint, serverSlug } from "../../../contract/primitives.ts";
import { processIdentity } from "../../process-identity.ts";
import type { QueuedEvent } from "../event-queue.ts";

/** First line of a spool: whose it is. */
const spoolHeader = z.object({
  lanekeeper_spool: z.literal(1),
  server: serverSlug,
  /** Names the Lanekeeper that it is meant for. */
  installation: fingerprint,
  owner: processIdentity,
});
export type SpoolHeader = z.infer<typeof spoolHeader>;

/** Ids of events that wait no longer. */
const gone = z.object({ gone: z.array(z.string()) });
/** What stands before an event, so that the event itself is sent on as it was written. */
const BEFORE_EVENT = /^\{"at":(null|-?\d+),"event":/;

export const headerLine = (header: SpoolHeader): string => `${JSON.stringify(header)}\n`;

export const eventLine = ({ machineMs, json }: QueuedEvent): string => `{"at":${machineMs},"event":${json}}\n`;

export const goneLine = (ids: readonly string[]): string => `${JSON.stringify({ gone: ids })}\n`;

/** Null where the line does not begin a spool. */
export const parseHeader = (text: string): SpoolHeader | null => spoolHeader.safeParse(parse(text)).data ?? null;

/** An event as it waits, and what it says. */
export interface SpooledEvent {
  queued: QueuedEvent;
  event: CloudEvent;
}

export interface SpoolContent {
  header: SpoolHeader;
  /** What still waits, in the order it was told. */
  spooled: SpooledEvent[];
  /** Lines that say nothing, other than a last one that was cut off in the writing. */
  damaged: number;
}

/** So many lines are read at a stretch; calls run in between. */
const STRETCH = 200;

/** Reads the text of a spool; null where it is not one, or another server's. */
export async function readSpool(text: string, server: string): Promise<SpoolContent | null> {
  const [first = "", ...lines] = text.split("\n");
  const header = parseHeader(first);
  if (header?.server !== server) return null;
  // What follows the last line break was cut off in the writing; after a whole last line it is nothing.
  lines.pop();
  const waiting = new Map<string, SpooledEvent>();
  let damaged = 0;
  for (const [at, line] of lines.entries()) {
    if (at % STRETCH === STRETCH - 1) await nextTurn();
    const spooled = readEvent(line, server);
    const ids = spooled ? null : gone.safeParse(parse(line)).data?.gone;
    if (spooled) waiting.set(spooled.queued.id, spooled);
    else if (ids) for (const id of ids) waiting.delete(id);
    else damaged += 1;
  }
  return { header, spooled: [...waiting.values()], damaged };
}

function readEvent(line: string, server: string): SpooledEvent | null {
  const [before, at] = BEFORE_EVENT.exec(line) ?? [];
  if (before === undefined) return null;
  const json = line.slice(before.length, -1);
  const event = cloudEvent.safeParse(parse(json)).data;
  const kind = event && eventKind(event.type);
  if (!kind || parseEventSource(event.source)?.server !== server) return null;
  return { event, queued: { id: event.id, kind, json, machineMs: at === "null" ? null : Number(at) } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
