/** One server-sent event. `data` is sent as JSON; `id` is where a client that comes back resumes. */
export interface ServerSentEvent {
  event: string;
  data: unknown;
  id?: string;
}

const encoder = new TextEncoder();

/** The bytes of events, to be made once and sent to many. */
export const encodeEvents = (events: readonly ServerSentEvent[]): Uint8Array => encoder.encode(events.map(format).join(""));

/** Tells a client how long to wait before it comes back. */
export const encodeRetry = (waitMs: number): Uint8Array => encoder.encode(`retry: ${waitMs}\n\n`);

const format = ({ event, data, id }: ServerSentEvent): string =>
  `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
