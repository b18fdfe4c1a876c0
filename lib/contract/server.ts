import * as z from "zod/mini";
import { FRESHNESS, KEY_KINDS, PRESENCES } from "../domain/vocabulary.ts";
import { page } from "./paging.ts";
import { count, id, serverSlug, shortText, timestamp } from "./primitives.ts";

const when = z.nullable(timestamp);

export const serverCreate = z.object({
  name: serverSlug,
  display_name: z.optional(shortText),
  environment: z._default(z.string().check(z.minLength(1), z.maxLength(64)), "production"),
  presence: z._default(z.enum(PRESENCES), "always_on"),
});
export type ServerCreate = z.input<typeof serverCreate>;

/** `POST /servers/{server}/keys`; without a body, a key for the service itself. */
export const serverKeyCreate = z.object({ kind: z._default(z.enum(KEY_KINDS), "service") });

export const serverKeyView = z.object({
  id: z.string(),
  kind: z.enum(KEY_KINDS),
  /** First characters, enough to recognise a key. */
  hint: z.string(),
  created_at: timestamp,
  created_by: z.string(),
  last_used_at: when,
  revoked_at: when,
});
export type ServerKeyView = z.infer<typeof serverKeyView>;

export const serverView = z.object({
  id,
  name: z.string(),
  display_name: z.nullable(z.string()),
  environment: z.string(),
  presence: z.enum(PRESENCES),
  freshness: z.enum(FRESHNESS),
  last_report_at: when,
  replicas: z.array(
    z.object({
      name: z.string(),
      live: z.boolean(),
      pid: z.nullable(z.int()),
      version: z.nullable(z.string()),
      started_at: timestamp,
      last_report_at: timestamp,
      stopped_at: when,
      clock_offset_ms: z.nullable(z.int()),
    }),
  ),
  lanes: count,
  lanes_in_trouble: count,
  undelivered_commands: count,
  keys: z.array(serverKeyView),
  created_at: timestamp,
});
export type ServerView = z.infer<typeof serverView>;
export const serverPage = z.extend(page(serverView), { server_time: timestamp });
export type ServerPage = z.infer<typeof serverPage>;

/** The key is shown once, here; only its hash is kept. */
export const serverCreated = z.object({ server: serverView, key: z.string() });
export type ServerCreated = z.infer<typeof serverCreated>;
export const serverKeyCreated = z.object({ key: z.string(), kind: z.enum(KEY_KINDS), server: z.string() });
