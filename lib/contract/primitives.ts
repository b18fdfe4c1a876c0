import * as z from "zod/mini";
import { CERTAINTIES, EXPIRY_SOURCES, OUTCOMES, SIDE_EFFECTS } from "../domain/vocabulary.ts";

/** Immutable name of a server in every address. */
export const serverSlug = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/));
const name = () => z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/));
/** Name of a lane, unique within its server. */
export const laneName = name();
/** Name of one running process of a server, new at every start. */
export const replicaName = name();
/** Database identity of lanes, servers, alerts, commands: a UUID. */
export const id = z.string().check(z.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
/** First 16 hex digits of HMAC-SHA-256 under the installation's fingerprint key. Never the secret. */
export const fingerprint = z.string().check(z.regex(/^[0-9a-f]{16}$/));
/** RFC 3339 with a zone; the wire always answers in UTC. */
export const timestamp = z.iso.datetime({ offset: true });
/** When a credential ends: a time, `"never"`, or null where nobody knows. */
export const expiry = z.nullable(z.union([timestamp, z.literal("never")]));
export const expirySource = z.enum(EXPIRY_SOURCES);
export const generationNumber = z.int().check(z.minimum(0), z.maximum(2_147_483_647));
const scope = z.string().check(z.minLength(1), z.maxLength(256));
export const scopes = z.array(scope).check(z.maxLength(256));
export const shortText = z.string().check(z.maxLength(256));
export const longText = z.string().check(z.maxLength(2_000));
export const count = z.int().check(z.minimum(0), z.maximum(2_147_483_647));
export const outcome = z.enum(OUTCOMES);
export const certainty = z.enum(CERTAINTIES);

/** Names one exact tool call; `tenant` and `account` default to the lane's. */
export const routeName = z.object({
  tool: z.string().check(z.minLength(1), z.maxLength(256)),
  tenant: z.optional(shortText),
  account: z.optional(shortText),
});
export type RouteName = z.infer<typeof routeName>;

/** One exact tool call a lane powers, with what it does and what it needs. */
export const route = z.extend(routeName, {
  side_effect: z.optional(z.enum(SIDE_EFFECTS)),
  needs: z.optional(scopes),
  retry_ceiling: z.optional(z.int().check(z.minimum(0), z.maximum(100))),
  max_duration_s: z.optional(z.number().check(z.positive(), z.maximum(86_400))),
});
export type Route = z.infer<typeof route>;

/** What a provider answered, without its body: bodies may echo the submitted key. */
export const evidence = z.object({
  status: z.optional(z.int().check(z.minimum(100), z.maximum(599))),
  provider_code: z.optional(shortText),
  request_id: z.optional(shortText),
  signal: z.optional(z.enum(["response", "webhook", "introspection"])),
  headers: z.optional(z.record(z.string().check(z.maxLength(64)), shortText)),
  detail: z.optional(longText),
});
export type Evidence = z.infer<typeof evidence>;

/** A short-lived access token of a generation, held by one replica. */
export const lease = z.object({
  fingerprint,
  issued_at: z.optional(timestamp),
  expires_at: expiry,
});
export type Lease = z.infer<typeof lease>;
