import type { Database } from "#lib/db/database.ts";
import { sharedPer } from "#lib/db/shared.ts";
import { type Access, accessKey, findStandingAccess } from "#lib/db/standing-access.ts";
import type { Caller } from "./authenticate.ts";
import { BOOTSTRAP_ID, BOOTSTRAP_VALID_MS } from "./bootstrap.ts";

interface Watched {
  access: Access;
  endsAt: Date | null;
  onEnded: () => void;
}

/** Within one heartbeat of a stream. */
const EVERY_MS = 15_000;

/** Looks now and then whether the keys, tokens and sessions of all open streams still hold: one query, however many are open. */
export class AccessWatch {
  readonly #db: Database;
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Calls back once what `caller` was let in with no longer holds; returns the function that ends the watch. */
  add({ actor, session }: Caller, onEnded: () => void): () => void {
    const watched = { access: accessOf({ actor, session }), endsAt: session?.expiresAt ?? null, onEnded };
    this.#watched.add(watched);
    // While Postgres is away nobody can tell, and the streams stay open.
    this.#timer ??= setInterval(() => void this.check().catch(() => undefined), EVERY_MS).unref();
    return () => this.#watched.delete(watched);
  }

  async check(now = new Date()): Promise<void> {
    if (this.#watched.size === 0) return;
    const looked = [...this.#watched];
    const distinct = new Map(looked.map(({ access }) => [accessKey(access), access]));
    const standing = await findStandingAccess(this.#db, [...distinct.values()], now, BOOTSTRAP_VALID_MS);
    for (const watched of looked) {
      const holds = standing.has(accessKey(watched.access)) && (watched.endsAt === null || watched.endsAt > now);
      if (!holds && this.#watched.delete(watched)) watched.onEnded();
    }
  }
}

function accessOf({ actor, session }: Caller): Access {
  if (session !== null) return { kind: "session", id: session.user.id, version: session.user.sessionVersion };
  if (actor.kind === "server") return { kind: "server_key", id: actor.keyId };
  if (actor.kind !== "token") throw new Error(`${actor.kind} was let in with nothing that can be watched`);
  return actor.id === BOOTSTRAP_ID ? { kind: "bootstrap" } : { kind: "api_token", id: actor.id };
}

/** The watch of this process. */
export const processAccessWatch = (db: Database): AccessWatch => sharedPer(db, "access-watch", () => new AccessWatch(db));
