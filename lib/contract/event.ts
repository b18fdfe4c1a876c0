import * as z from "zod/mini";
import { EVENT_KINDS, type EventKind, REJECTION_CODES } from "../domain/vocabulary.ts";
import type { EventData, EventDataInput } from "./event-data.ts";
import { count, laneName, timestamp } from "./primitives.ts";

/** Every CloudEvents `type` of ours begins with this. */
const EVENT_TYPE_PREFIX = "dev.lanekeeper.";
export const eventType = (kind: EventKind): `dev.lanekeeper.${EventKind}` => `dev.lanekeeper.${kind}`;

const KINDS: ReadonlySet<string> = new Set(EVENT_KINDS);
/** Kind of a CloudEvents `type`, or null where it is not one of ours. */
export function eventKind(type: string): EventKind | null {
  const kind = type.startsWith(EVENT_TYPE_PREFIX) ? type.slice(EVENT_TYPE_PREFIX.length) : "";
  return KINDS.has(kind) ? (kind as EventKind) : null;
}

const SOURCE = /^\/servers\/([a-z0-9][a-z0-9-]{0,62})\/replicas\/([A-Za-z0-9][A-Za-z0-9._-]{0,127})$/;
export const eventSource = (server: string, replica: string): string => `/servers/${server}/replicas/${replica}`;
/** Server and replica a `source` names, or null where it is not of that form. */
export function parseEventSource(source: string): { server: string; replica: string } | null {
  const match = SOURCE.exec(source);
  return match?.[1] && match[2] ? { server: match[1], replica: match[2] } : null;
}

/** Decimal texts of the same length compare as their numbers do. */
const fitsInt8 = (digits: string): boolean => digits.length < 19 || digits <= "9223372036854775807";

/** CloudEvents 1.0 attributes as Lanekeeper takes them; `data` is checked against its kind in a second step. */
export const cloudEvent = z.object({
  specversion: z.literal("1.0"),
  id: z.string().check(z.minLength(1), z.maxLength(128)),
  source: z.string().check(z.regex(SOURCE)),
  type: z.string().check(z.minLength(1), z.maxLength(128)),
  subject: z.optional(laneName),
  time: timestamp,
  sequence: z.optional(z.string().check(z.regex(/^(0|[1-9][0-9]{0,18})$/), z.refine(fitsInt8, "is at most 2^63 - 1"))),
  traceparent: z.optional(z.string().check(z.regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/))),
  datacontenttype: z.optional(z.string()),
  data: z.optional(z.unknown()),
});
export type CloudEvent = z.infer<typeof cloudEvent>;

/** An event as a sender writes it, typed by its kind. */
export type OutgoingEvent<K extends EventKind = EventKind> = Omit<CloudEvent, "type" | "data"> & {
  type: `dev.lanekeeper.${K}`;
  data: EventDataInput[K];
};
/** An accepted event, checked and typed by its kind. */
export type AcceptedEvent = {
  [K in EventKind]: { kind: K; data: EventData[K] };
}[EventKind];

export const MEDIA_TYPE = {
  event: "application/cloudevents+json",
  batch: "application/cloudevents-batch+json",
} as const;

/** Limits of one `POST /api/v1/events`. */
export const EVENT_LIMITS = {
  bodyBytes: 1_048_576,
  events: 1_000,
  discardBytes: 33_554_432,
  discardMs: 10_000,
  jsonDepth: 64,
  aheadMs: 24 * 3_600_000,
  behindMs: 35 * 24 * 3_600_000,
  skewMs: 30_000,
  lanesPerServer: 1_000,
} as const;

export const rejection = z.object({
  index: count,
  id: z.nullable(z.string()),
  code: z.enum(REJECTION_CODES),
  detail: z.string(),
});
export type Rejection = z.infer<typeof rejection>;

/** Answer to accepted events: sent only after the commit. */
export const ingestReceipt = z.object({
  accepted: count,
  duplicates: count,
  rejected: z.array(rejection),
  control_version: count,
});
export type IngestReceipt = z.infer<typeof ingestReceipt>;
