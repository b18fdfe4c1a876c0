import * as z from "zod/mini";
import {
  ACTOR_KINDS,
  ALERT_CONDITIONS,
  CAPABILITIES,
  COMMAND_KINDS,
  COMMAND_STATUSES,
  CONDITIONS,
  CONTROLS,
  FRESHNESS,
  LANE_KINDS,
  PRESENCES,
  ROTATION_PHASES,
} from "../domain/vocabulary.ts";
import { commandView } from "./command.ts";
import { policy, storeReference } from "./event-data.ts";
import { deadlines, degradedWindow, generationView } from "./lane-parts.ts";
import { page, pageQuery } from "./paging.ts";
import {
  certainty,
  count,
  evidence,
  expiry,
  fingerprint,
  generationNumber,
  id,
  longText,
  outcome,
  route,
  timestamp,
} from "./primitives.ts";
import { laneVerdicts } from "./verdict.ts";

const when = z.nullable(timestamp);

/** One condition that holds now, with what an operator needs to judge it. */
const conditionView = z.object({
  condition: z.enum(CONDITIONS),
  since: when,
  certainty: z.nullable(certainty),
  /** Plain words, e.g. "Refresh failed 4 times, invalid_grant". */
  detail: z.nullable(z.string()),
  evidence: z.nullable(evidence),
});

const generationKey = z.object({ number: generationNumber, fingerprint });

/** A lane as lists and boards show it. */
export const laneSummary = z.object({
  id,
  name: z.string(),
  server: z.object({ id, name: z.string(), display_name: z.nullable(z.string()), presence: z.enum(PRESENCES) }),
  declared: z.boolean(),
  provider: z.nullable(z.string()),
  account: z.nullable(z.string()),
  tenant: z.nullable(z.string()),
  owner: z.nullable(z.string()),
  kind: z.nullable(z.enum(LANE_KINDS)),
  health: z.nullable(z.enum(CONDITIONS)),
  health_since: when,
  conditions: z.array(conditionView),
  control: z.enum(CONTROLS),
  control_reason: z.nullable(z.string()),
  control_until: when,
  control_confirmed: z.object({ replicas: count, of: count }),
  control_version: count,
  rotation: z.nullable(z.enum(ROTATION_PHASES)),
  freshness: z.enum(FRESHNESS),
  last_report_at: when,
  /** Set where replicas serve two credentials under one generation number. */
  split: z.nullable(z.object({ generation: generationNumber, fingerprints: z.array(fingerprint) })),
  /** Replicas that serve an older generation than the newest proven one; `late` once no rotation explains it. */
  behind: z.nullable(z.object({ replicas: count, since: timestamp, late: z.boolean() })),
  /** Set while what is stored of it cannot be read: all else is what it was judged to be last. */
  set_aside: z.boolean(),
  outcome: z.nullable(outcome),
  certainty: z.nullable(certainty),
  generation: z.nullable(
    z.object({
      number: generationNumber,
      fingerprint,
      issued_at: when,
      expires_at: expiry,
      scopes: z.nullable(z.array(z.string())),
    }),
  ),
  /** The earliest end that the lane's clock counts to: of its generation, or of a live replica's lease. */
  expires_at: expiry,
  issued_at: when,
  refreshes_itself: z.boolean(),
  /** How the lane ended: its server retired it, or an operator archived it. Null while it goes on. */
  ended: z.nullable(z.object({ at: timestamp, how: z.enum(["retired", "archived"]), by: z.nullable(z.string()) })),
  deadlines,
  tools: count,
});
export type LaneSummary = z.infer<typeof laneSummary>;

export const replicaView = z.object({
  name: z.string(),
  live: z.boolean(),
  pid: z.nullable(z.int()),
  started_at: timestamp,
  last_report_at: timestamp,
  stopped_at: when,
  clock_offset_ms: z.nullable(z.int()),
  serving: z.nullable(generationKey),
  lease: z.nullable(z.object({ fingerprint, issued_at: when, expires_at: expiry })),
  /** Newest version the replica can see in its store; null where it cannot tell. */
  store: z.nullable(z.object({ version: z.nullable(z.string()), fingerprint: z.nullable(fingerprint) })),
  control_confirmed: z.boolean(),
  /** It serves an older generation than the newest proven one. */
  behind: z.boolean(),
  /** It serves a number under which another replica serves another credential. */
  split: z.boolean(),
  /** What the lane's newest command asks of it and how far that is; null where it asks nothing. */
  command: z.nullable(
    z.object({
      kind: z.enum(COMMAND_KINDS),
      /** Of whoever asked: a pause by the system is a containment. */
      requested_by_kind: z.enum(ACTOR_KINDS),
      phase: z.nullable(z.enum(ROTATION_PHASES)),
      status: z.enum(COMMAND_STATUSES),
      /** Why it failed; of a probe, what it found. */
      code: z.nullable(z.string()),
    }),
  ),
});
export type ReplicaView = z.infer<typeof replicaView>;

/** What pausing or rotating would touch. */
const blastRadius = z.object({
  routes: z.array(route),
  tenants: z.array(z.string()),
  calls_24h: count,
  replicas: count,
  neighbours: z.array(z.object({ id, name: z.string(), health: z.nullable(z.enum(CONDITIONS)), control: z.enum(CONTROLS) })),
  shared_fingerprint: z.array(z.object({ id, name: z.string(), server: z.string() })),
});

/** What a rotate would find: `nothing_new` is said before the click, `cannot_tell` where no replica reports its store. */
const rotationForecast = z.object({
  outlook: z.enum(["new_version", "nothing_new", "creates", "refreshes", "cannot_tell"]),
  store: z.nullable(storeReference),
  serving_version: z.nullable(z.string()),
  newest_version: z.nullable(z.string()),
});

const openAlertBrief = z.object({
  id,
  condition: z.enum(ALERT_CONDITIONS),
  opened_at: timestamp,
  acked_by: z.nullable(z.string()),
});

/** `GET /lanes/{lane}`. */
export const laneDetail = z.extend(laneSummary, {
  environment: z.nullable(z.string()),
  runbook_url: z.nullable(z.string()),
  policy: z.nullable(policy),
  /** What operators ask for against it. */
  operator_policy: policy,
  capabilities: z.array(z.enum(CAPABILITIES)),
  routes: z.array(route),
  /** Routes refused in part, because the granted scopes lack what they need. */
  scopes: z.nullable(
    z.object({
      needed: z.array(z.string()),
      granted: z.array(z.string()),
      missing: z.array(z.string()),
      extra: z.array(z.string()),
    }),
  ),
  unsafe_neighbour: z.nullable(z.object({ description: z.string() })),
  generations: z.array(generationView),
  replicas: z.array(replicaView),
  degraded: z.array(degradedWindow),
  blast_radius: blastRadius,
  forecast: rotationForecast,
  alerts: z.array(openAlertBrief),
  ...laneVerdicts.shape,
  /** The newest command that is not finished, else null. */
  command: z.nullable(commandView),
  last_good_use_at: when,
  created_at: timestamp,
  server_time: timestamp,
});
export type LaneDetail = z.infer<typeof laneDetail>;

export const LANE_SORTS = ["urgency", "expires", "name"] as const;
export const laneListQuery = z.object({
  ...pageQuery,
  server: z.optional(id),
  q: z.optional(z.string().check(z.maxLength(128))),
  health: z.optional(z.enum([...CONDITIONS, "unknown"])),
  control: z.optional(z.enum(CONTROLS)),
  freshness: z.optional(z.enum(FRESHNESS)),
  /** Only lanes that ended; left out or false: only those that go on. */
  ended: z.optional(z.stringbool()),
  sort: z._default(z.enum(LANE_SORTS), "urgency"),
});
export type LaneListQuery = z.infer<typeof laneListQuery>;

/** Lanes per health under the same filters but health itself; `unknown` is a lane whose health cannot be told. */
export const healthCounts = z.record(z.enum([...CONDITIONS, "unknown"]), count);
export type HealthCounts = z.infer<typeof healthCounts>;

export const lanePage = z.extend(page(laneSummary), { counts: healthCounts, total: count, server_time: timestamp });
export type LanePage = z.infer<typeof lanePage>;

/** An operator's overrides of the declared policy: a field that is left out stays, null gives it back to the declaration. */
const policyPatch = z.object({
  warning_s: z.optional(z.nullable(policy.shape.warning_s.def.innerType)),
  refusal_s: z.optional(z.nullable(policy.shape.refusal_s.def.innerType)),
  contain_on: z.optional(z.nullable(policy.shape.contain_on.def.innerType)),
  rotate_after_s: z.optional(z.nullable(policy.shape.rotate_after_s.def.innerType)),
});
export type PolicyPatch = z.infer<typeof policyPatch>;

export const lanePatch = z.object({
  owner: z.optional(z.nullable(z.string().check(z.maxLength(256)))),
  runbook_url: z.optional(z.nullable(z.url().check(z.maxLength(512), z.regex(/^https?:/)))),
  archived: z.optional(z.boolean()),
  /** Why it is archived or brought back. */
  reason: z.optional(longText),
  policy: z.optional(policyPatch),
});
/** `PATCH /lanes/{lane}/generations/{n}`: when an operator says that it ends; null takes an operator's earlier word back. */
export const generationPatch = z.object({ expires_at: expiry, reason: z.optional(longText) });
/** `POST /lanes/{lane}/generations/{n}/overrule`: sets aside one verdict, on the strength of a probe that passed after it. */
export const overruling = z.object({
  event_id: z.string().check(z.minLength(1), z.maxLength(128)),
  probe_command_id: id,
  reason: z.string().check(z.minLength(1), z.maxLength(500)),
});
/** `POST /lanes/{lane}/generations/{n}/attest`: an operator's word that a generation is dead. `fingerprint` where two go by the number. */
export const attestation = z.object({
  reason: z.string().check(z.minLength(1), z.maxLength(500)),
  fingerprint: z.optional(fingerprint),
});
