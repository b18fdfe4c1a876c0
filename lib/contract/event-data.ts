import * as z from "zod/mini";
import { CALL_RESULTS, CAPABILITIES, type EventKind, LANE_KINDS, OUTCOMES, REFUSAL_CODES } from "../domain/vocabulary.ts";
import {
  certainty,
  count,
  evidence,
  expiry,
  expirySource,
  fingerprint,
  generationNumber,
  laneName,
  lease,
  longText,
  outcome,
  route,
  routeName,
  scopes,
  shortText,
  timestamp,
} from "./primitives.ts";

const seconds = z.number().check(z.nonnegative(), z.maximum(31_536_000));
const attempt = z.int().check(z.minimum(1), z.maximum(1_000_000));
const leaseRefused = z.object({ fingerprint });
const storeVersion = z.string().check(z.minLength(1), z.maxLength(128));

/** Where a generation was read from; the reference names a place, never a value. */
export const storeReference = z.object({
  type: shortText,
  reference: z.optional(z.string().check(z.maxLength(512))),
  version: z.optional(storeVersion),
});

/** Clock policy of a lane; every field overrides the default of `lib/domain/clock`. */
export const policy = z.object({
  warning_s: z.optional(seconds),
  refusal_s: z.optional(seconds),
  contain_on: z.optional(z.enum(["inferred", "confirmed", "never"])),
  rotate_after_s: z.optional(seconds),
});
export type Policy = z.infer<typeof policy>;

const serverStarted = z.object({
  heartbeat_s: z.optional(z.int().check(z.minimum(1), z.maximum(3_600))),
  pid: z.optional(count),
  version: z.optional(shortText),
  durable: z.optional(z.boolean()),
});

const heartbeatLane = z.object({
  lane: laneName,
  generation: z.optional(generationNumber),
  fingerprint: z.optional(fingerprint),
  lease: z.optional(lease),
  store: z.optional(z.object({ version: z.optional(storeVersion), fingerprint: z.optional(fingerprint) })),
});

const heartbeat = z.object({
  control_version: z.optional(count),
  heartbeat_s: z.optional(z.int().check(z.minimum(1), z.maximum(3_600))),
  lanes: z.optional(z.array(heartbeatLane).check(z.maxLength(1_000))),
});
export type Heartbeat = z.infer<typeof heartbeat>;

export const laneDeclaration = z.object({
  provider: z.string().check(z.minLength(1), z.maxLength(64)),
  account: z.optional(shortText),
  tenant: z.optional(shortText),
  environment: z.optional(shortText),
  owner: z.optional(shortText),
  kind: z.optional(z.enum(LANE_KINDS)),
  routes: z.optional(z.array(route).check(z.maxLength(500))),
  policy: z.optional(policy),
  capabilities: z.optional(z.array(z.enum(CAPABILITIES))),
  heartbeat_s: z.optional(z.int().check(z.minimum(1), z.maximum(3_600))),
  unsafe_neighbour: z.optional(z.object({ description: longText, expect: z.optional(outcome) })),
});
export type LaneDeclaration = z.infer<typeof laneDeclaration>;

/** Number and fingerprint together are the identity of a generation; the fingerprint may be left out where it is known. */
const generationRef = { generation: generationNumber, fingerprint: z.optional(fingerprint) };

const credentialLoaded = z.object({
  generation: generationNumber,
  fingerprint,
  issued_at: z.optional(timestamp),
  expires_at: z.optional(expiry),
  expires_source: z.optional(expirySource),
  scopes: z.optional(scopes),
  store: z.optional(storeReference),
  lease: z.optional(lease),
  /** Why it was loaded, where nobody asked for it: `rotated_outside`. */
  reason: z.optional(shortText),
});
const verified = z.object({ ...generationRef, route: z.optional(routeName) });
const preflight = z.object({
  generation: z.optional(generationNumber),
  fingerprint: z.optional(fingerprint),
  outcome: z.optional(z.enum(OUTCOMES)),
  reason: z.optional(longText),
  expires_at: z.optional(expiry),
});
const refreshed = z.object({ ...generationRef, lease: z.optional(lease), scopes: z.optional(scopes) });
const refreshAttempted = z.object({ ...generationRef, attempt: z.optional(attempt) });
const refreshFailed = z.object({
  ...generationRef,
  attempt: z.optional(attempt),
  permanent: z.optional(z.boolean()),
  next_attempt_at: z.optional(timestamp),
  evidence: z.optional(evidence),
});
const expiring = z.object({ ...generationRef, expires_at: z.optional(expiry) });
const dead = z.object({
  ...generationRef,
  certainty: z._default(certainty, "inferred"),
  reason: z.optional(longText),
  evidence: z.optional(evidence),
  lease: z.optional(leaseRefused),
});
const scopeChanged = z.object({ ...generationRef, scopes });
const retired = z.object({
  ...generationRef,
  retirement: z.optional(z.enum(["automatic", "natural", "manual"])),
  evidence: z.optional(evidence),
});
const rotation = z.object({
  ...generationRef,
  command_id: z.optional(z.string().check(z.maxLength(64))),
  previous: z.optional(z.object(generationRef)),
  issued_at: z.optional(timestamp),
  expires_at: z.optional(expiry),
  expires_source: z.optional(expirySource),
  scopes: z.optional(scopes),
  store: z.optional(storeReference),
  passed: z.optional(z.boolean()),
  code: z.optional(shortText),
  detail: z.optional(longText),
  evidence: z.optional(evidence),
});
const authFailed = z.object({
  ...generationRef,
  outcome,
  certainty: z._default(certainty, "inferred"),
  evidence: z.optional(evidence),
  route: z.optional(routeName),
  retry_at: z.optional(timestamp),
  needed_scopes: z.optional(scopes),
  reason: z.optional(longText),
  count: z._default(count, 1),
  lease: z.optional(leaseRefused),
});
const call = z.object({
  generation: z.optional(generationNumber),
  route: routeName,
  duration_ms: z.optional(z.number().check(z.nonnegative())),
  code: z.optional(shortText),
  performed: z.optional(z.union([z.boolean(), z.enum(["partial", "unknown"])])),
  count: z._default(count, 1),
  evidence: z.optional(evidence),
});
const callRefused = z.object({
  code: z.enum(REFUSAL_CODES),
  route: z.optional(routeName),
  reference: z.optional(shortText),
  count: z._default(count, 1),
});
const callUsage = z.object({
  generation: z.optional(generationNumber),
  route: routeName,
  result: z.enum(CALL_RESULTS),
  count,
  window_s: z.optional(seconds),
});
const laneControl = z.object({ command_id: z.optional(z.string()), reason: z.optional(longText) });
const degraded = z.object({
  generation: z.optional(generationNumber),
  reason: z.optional(longText),
  started_at: z.optional(timestamp),
  served: z.optional(count),
  refused: z.optional(count),
});
const drill = z.object({
  drill_id: z.optional(z.string().check(z.maxLength(64))),
  kind: z.optional(shortText),
  detail: z.optional(longText),
});
const nothing = z.object({ reason: z.optional(longText) });

/** Data of each lifecycle event, by kind; `dev.lanekeeper.<kind>` is the CloudEvents type. */
export const EVENT_DATA = {
  "server.started": serverStarted,
  "server.heartbeat": heartbeat,
  "server.stopped": nothing,
  "lane.declared": laneDeclaration,
  "lane.paused": laneControl,
  "lane.resumed": laneControl,
  "lane.degraded_started": degraded,
  "lane.degraded_ended": degraded,
  "lane.retired": nothing,
  "credential.loaded": credentialLoaded,
  "credential.verified": verified,
  "credential.preflight_passed": preflight,
  "credential.preflight_refused": preflight,
  "credential.refresh_attempted": refreshAttempted,
  "credential.refreshed": refreshed,
  "credential.refresh_failed": refreshFailed,
  "credential.expiring": expiring,
  "credential.expired": dead,
  "credential.revoked": dead,
  "credential.scope_changed": scopeChanged,
  "credential.retired": retired,
  "rotation.started": rotation,
  "rotation.probed": rotation,
  "rotation.cut_over": rotation,
  "rotation.succeeded": rotation,
  "rotation.failed": rotation,
  "auth.failed": authFailed,
  "call.completed": call,
  "call.failed": call,
  "call.refused": callRefused,
  "call.usage": callUsage,
  "drill.started": drill,
  "drill.observed": drill,
  "drill.finished": drill,
} as const satisfies Record<EventKind, z.ZodMiniType>;

export type EventData = { [K in EventKind]: z.infer<(typeof EVENT_DATA)[K]> };
/** What a sender may write: defaults left out. */
export type EventDataInput = { [K in EventKind]: z.input<(typeof EVENT_DATA)[K]> };
