import type { StreamEvent } from "#lib/contract/summary.ts";
import type { Database } from "#lib/db/database.ts";
import type { OutboxEntry, OutboxPosition } from "#lib/db/outbox.ts";
import { sharedPer } from "#lib/db/shared.ts";
import type { BoundedBody } from "./bounded-body.ts";
import { encodeEvents, type ServerSentEvent } from "./frame.ts";
import { type LiveHub, processHub } from "./hub.ts";
import { spreadMs } from "./open-streams.ts";

/** What may have changed between the reading of a page and the opening of its stream. */
const FRESH_MS = 15_000;
/** When more than this changes at once, a console that reads everything again reads less than one that is told of each. */
const MOST_TOLD = 200;

/** Tells every open console what changed: ids and versions, encoded once for all of them. */
export class ConsoleFeed {
  readonly #hub: LiveHub;
  readonly #bodies = new Set<BoundedBody>();

  constructor(hub: LiveHub) {
    this.#hub = hub;
    hub.subscribe((entries) => {
      const frame = encodeChanges(entries);
      if (frame) for (const body of this.#bodies) body.write(frame);
    });
  }

  /** Where a console would resume that has heard everything so far. */
  get place(): string | undefined {
    const { head } = this.#hub.window;
    return head && formatPlace(head);
  }

  /** Adds a console: it hears what it missed since `lastEventId`, or a `reset` where that is not known any more, and all news. */
  async join(body: BoundedBody, lastEventId: string | null): Promise<void> {
    await this.#hub.started;
    const missed = lastEventId === null ? this.#hub.window.since(new Date(Date.now() - FRESH_MS)) : this.#missed(lastEventId);
    const frame = missed ? encodeChanges(missed) : encodeReset(this.place);
    if (frame) body.write(frame);
    this.#bodies.add(body);
    body.whenEnded(() => this.#bodies.delete(body));
  }

  #missed(lastEventId: string): OutboxEntry[] | null {
    const position = parsePlace(lastEventId);
    return position && this.#hub.window.after(position);
  }
}

/** Several changes of one thing are told once, with the newest version. Null where there is nothing to tell. */
function encodeChanges(entries: readonly OutboxEntry[]): Uint8Array | null {
  const newest = new Map<string, ServerSentEvent & { data: StreamEvent }>();
  for (const { topic, ref, version, position } of entries) {
    if (topic === "control") continue;
    const key = `${topic} ${ref}`;
    const heldVersion = newest.get(key)?.data.version ?? 0;
    // What changed again moves to the end, so that no event's id is ahead of one still to be sent.
    newest.delete(key);
    const data = { topic, id: ref, version: Math.max(version, heldVersion) };
    newest.set(key, { event: topic, data, id: formatPlace(position) });
  }
  const events = [...newest.values()];
  if (events.length > MOST_TOLD) return encodeReset(events.at(-1)?.id);
  return events.length > 0 ? encodeEvents(events) : null;
}

/** Says to read everything again, not all at one moment, and where to resume from then on. */
const encodeReset = (id: string | undefined): Uint8Array =>
  encodeEvents([{ event: "reset", data: { spread_ms: spreadMs() }, ...(id === undefined ? {} : { id }) }]);

const formatPlace = ({ xid, id }: OutboxPosition): string => `${xid}.${id}`;

function parsePlace(text: string): OutboxPosition | null {
  const match = /^(\d{1,20})\.(\d{1,15})$/.exec(text);
  return match?.[1] && match[2] ? { xid: match[1], id: Number(match[2]) } : null;
}

/** The console feed of this process. */
export const processConsoleFeed = (db: Database): ConsoleFeed =>
  sharedPer(db, "console-feed", () => new ConsoleFeed(processHub(db)));
