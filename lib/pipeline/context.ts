import type { Database } from "#lib/db/database.ts";
import { processDatabase } from "#lib/db/process-database.ts";
import type { Actor } from "#lib/domain/audit/actor.ts";
import { hasRole } from "#lib/domain/audit/actor.ts";
import type { Role } from "#lib/domain/vocabulary.ts";
import { fail } from "./errors.ts";

/** What every verb gets: the database, who asks, when it is, and the id to find it again in the logs. */
export interface Context {
  db: Database;
  actor: Actor;
  now: Date;
  requestId: string;
}

/** Whoever has not shown a key or session: holds no role. */
const ANONYMOUS: Actor = { kind: "system", name: "anonymous" };

/** The context of one request to this process, before anybody is known to have sent it. */
export function openContext(requestId: string): Context {
  return { db: processDatabase(), actor: ANONYMOUS, now: new Date(), requestId };
}

/** Throws `forbidden` unless a human or automation holds at least `role`. */
export function requireRole(ctx: Context, role: Role): void {
  if (!hasRole(ctx.actor, role)) throw fail("forbidden", `This needs the role ${role}.`, { needed_role: role });
}

/** The calling server, or `forbidden` for everybody else. */
export function requireServer(ctx: Context): Extract<Actor, { kind: "server" }> {
  if (ctx.actor.kind !== "server") throw fail("forbidden", "Only a server key may do this.");
  return ctx.actor;
}
