import * as z from "zod/mini";
import { cloudEvent, eventKind, parseEventSource } from "../../../contract/event.ts";
import { serverSlug } from "../../../contract/primitives.ts";
import { processIdentity } from "../../process-identity.ts";
import type { QueuedEvent } from "../event-queue.ts";

/** First line of a spool: whose it is. */
const spoolHeader = z.object({ lanekeeper_spool: z.literal(1), server: serverSlug, owner: processIdentity });
export type SpoolHeader = z.infer<typeof spoolHeader>;

const line = z.union([
  z.object({ at: z.nullable(z.number()), event: cloudEvent }),
  /** Ids of events that wait no longer. */
  z.object({ gone: z.array(z.string()) }),
]);

export const headerLine = (header: SpoolHeader): string => `${JSON.stringify(header)}\n`;

export const eventLine = ({ machineMs, json }: QueuedEvent): string => `{"at":${machineMs},"event":${json}}\n`;

export const goneLine = (ids: readonly string[]): string => `${JSON.stringify({ gone: ids })}\n`;

/** Null where the line does not begin a spool. */
export const parseHeader = (text: string): SpoolHeader | null => spoolHeader.safeParse(parse(text)).data ?? null;

export interface SpoolContent {
  header: SpoolHeader;
  /** What still waits, in the order it was told. */
  events: QueuedEvent[];
  /** Lines that say nothing, other than a last one that was cut off in the writing. */
  damaged: number;
}

/** Reads the text of a spool; null where it is not one, or another server's. */
export function readSpool(text: string, server: string): SpoolContent | null {
  const [first = "", ...lines] = text.split("\n");
  const header = parseHeader(first);
  if (header?.server !== server) return null;
  // What follows the last line break was cut off in the writing; after a whole last line it is nothing.
  lines.pop();
  const events = new Map<string, QueuedEvent>();
  let damaged = 0;
  for (const text of lines) {
    const read = line.safeParse(parse(text));
    if (!read.success) damaged += 1;
    else if ("gone" in read.data) for (const id of read.data.gone) events.delete(id);
    else {
      const queued = toQueued(read.data.event, read.data.at, server);
      if (queued) events.set(queued.id, queued);
      else damaged += 1;
    }
  }
  return { header, events: [...events.values()], damaged };
}

function toQueued(event: z.infer<typeof cloudEvent>, machineMs: number | null, server: string): QueuedEvent | null {
  const kind = eventKind(event.type);
  if (!kind || parseEventSource(event.source)?.server !== server) return null;
  return { id: event.id, kind, json: JSON.stringify(event), machineMs };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
