import {
  type AcceptedEvent,
  type CloudEvent,
  cloudEvent,
  EVENT_LIMITS,
  eventKind,
  parseEventSource,
} from "#lib/contract/event.ts";
import { EVENT_DATA } from "#lib/contract/event-data.ts";
import { findUnstorable, UNSTORABLE } from "#lib/contract/find-unstorable.ts";
import { timestamp } from "#lib/contract/primitives.ts";
import type { OffClock } from "#lib/domain/clock/off-clock.ts";
import { findSecret } from "#lib/domain/secret/find-secret.ts";
import type { RejectionCode } from "#lib/domain/vocabulary.ts";
import type { CheckedEvent } from "../record/index.ts";

export type CheckResult =
  | { ok: true; event: CheckedEvent }
  | { ok: false; id: string | null; code: RejectionCode; detail: string; offClock: OffClock | null };

/** Decides whether one event of a batch is accepted from server `slug` at `now`; a refusal names the field, never its value. */
export function checkEvent(input: unknown, slug: string, now: Date): CheckResult {
  const refuse = (code: RejectionCode, detail: string, offClock: OffClock | null = null): CheckResult => ({
    ok: false,
    id: idOf(input),
    code,
    detail,
    offClock,
  });
  const secretAt = findSecret(input);
  if (secretAt !== null) return refuse("secret_material", describeSecret(secretAt));
  const unstorable = findUnstorable(input);
  if (unstorable !== null) return refuse("invalid_event", `${unstorable.join(".") || "event"}: ${UNSTORABLE}`);
  const envelope = cloudEvent.safeParse(input);
  if (!envelope.success) return refuse("invalid_event", explain(envelope.error, ""));
  const event = envelope.data;
  const kind = eventKind(event.type);
  if (kind === null) return refuse("unknown_type", "type: there is no such event");
  const source = parseEventSource(event.source);
  if (source?.server !== slug) return refuse("wrong_server", `source: names another server; this key belongs to ${slug}`);
  const isServers = kind.startsWith("server.");
  if (!isServers && event.subject === undefined) return refuse("invalid_event", "subject: the name of the lane is missing");
  const data = EVENT_DATA[kind].safeParse(event.data ?? {});
  if (!data.success) return refuse("invalid_event", explain(data.error, "data."));
  const at = new Date(event.time);
  const offsetMs = at.getTime() - now.getTime();
  if (offsetMs > EVENT_LIMITS.aheadMs || offsetMs < -EVENT_LIMITS.behindMs) {
    const detail = `time is ${describeOffset(offsetMs)} the server clock; at most 24 h ahead or 35 d behind is kept.`;
    return refuse("time_out_of_range", detail, { replica: source.replica, offsetMs });
  }
  const accepted = { kind, data: data.data } as AcceptedEvent;
  const reportedAt = reportedTime(event.data);
  const skewed = Math.abs((reportedAt ?? at).getTime() - now.getTime()) > EVENT_LIMITS.skewMs;
  return { ok: true, event: { ...accepted, ...place(event, source.replica, isServers), at, reportedAt, skewed } };
}

const describeSecret = (field: string): string => `The field ${field} looks like a credential. Send its fingerprint instead.`;

function place(event: CloudEvent, replica: string, isServers: boolean) {
  return {
    id: event.id,
    replica,
    lane: isServers ? null : (event.subject ?? null),
    sequence: event.sequence ?? null,
    traceparent: event.traceparent ?? null,
    raw: event.data ?? {},
  };
}

/** What the sender's own clock said of an event whose time it has corrected; a word that is no time says nothing. */
function reportedTime(data: unknown): Date | null {
  if (typeof data !== "object" || data === null || !("reported_time" in data)) return null;
  const reported = timestamp.safeParse(data.reported_time);
  return reported.success ? new Date(reported.data) : null;
}

/** The id to answer with; one that is no id, or looks like a credential, is not repeated. */
function idOf(input: unknown): string | null {
  const id = typeof input === "object" && input !== null && "id" in input ? input.id : null;
  return typeof id === "string" && id.length <= 128 && findSecret(id) === null ? id : null;
}

/** Paths and reasons of the first few issues; zod's messages do not repeat the values. */
function explain(error: { issues: readonly { path: PropertyKey[]; message: string }[] }, prefix: string): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.length > 0 ? prefix + path.join(".") : prefix === "" ? "event" : "data"}: ${message}`)
    .join("; ");
}

function describeOffset(offsetMs: number): string {
  const hours = Math.round(Math.abs(offsetMs) / 3_600_000);
  return `${hours} h ${offsetMs > 0 ? "ahead of" : "behind"}`;
}
