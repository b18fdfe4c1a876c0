import { EVENT_LIMITS, MEDIA_TYPE } from "#lib/contract/event.ts";
import { fail } from "#lib/pipeline/errors.ts";
import { parseJson } from "./parse-json.ts";
import { readBody } from "./read-body.ts";
import { mediaType } from "./read-json.ts";

export interface ReadEvents {
  inputs: unknown[];
  /** Size of the body they came in. */
  bytes: number;
}

/**
 * The events of a CloudEvents request, unchecked, in any of the three modes: batched, structured, or binary (`ce-*` headers).
 * @throws unsupported_media_type, payload_too_large, malformed_json, invalid_request (a batch that is no array)
 */
export async function readEvents(request: Request): Promise<ReadEvents> {
  const body = await readBody(request);
  return { inputs: inputsOf(request, body), bytes: body.length };
}

function inputsOf(request: Request, bytes: Buffer): unknown[] {
  const type = mediaType(request);
  // The batch type begins with the structured one, so it is looked at first.
  if (type === MEDIA_TYPE.batch) return readBatch(parseJson(bytes));
  if (type === MEDIA_TYPE.event) return [parseJson(bytes)];
  if (request.headers.has("ce-specversion") && (type === "application/json" || bytes.length === 0)) {
    return [{ ...attributes(request.headers), ...(bytes.length > 0 ? { data: parseJson(bytes) } : {}) }];
  }
  throw fail("unsupported_media_type", "Send CloudEvents 1.0: structured, batched, or binary with ce-* headers and JSON data.", {
    accepted: [MEDIA_TYPE.batch, MEDIA_TYPE.event, "application/json with ce-* headers"],
  });
}

function readBatch(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw fail("invalid_request", "A batch is a JSON array of events.");
  if (value.length > EVENT_LIMITS.events) {
    throw fail("payload_too_large", `A request holds at most ${EVENT_LIMITS.events} events.`, {
      limit_events: EVENT_LIMITS.events,
    });
  }
  return value;
}

/** CloudEvents attributes from their headers, percent-decoded as the HTTP binding says. */
function attributes(headers: Headers): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (name.startsWith("ce-")) found[name.slice(3)] = decode(value);
  }
  return found;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
