import { writeActions } from "#lib/db/actions.ts";
import type { Database } from "#lib/db/database.ts";
import { shared } from "#lib/db/shared.ts";
import type { Actor } from "#lib/domain/audit/actor.ts";
import { env } from "#lib/env.ts";
import { ensureInstallation } from "./installation.ts";
import { hashSecret, secretMatches } from "./secret.ts";

/** How long after the first start the token works. */
export const BOOTSTRAP_VALID_MS = 24 * 3_600_000;
export const BOOTSTRAP_ID = "bootstrap";

/** The admin that `LANEKEEPER_BOOTSTRAP_TOKEN` stands for during the first 24 h of an installation, else null. */
export async function resolveBootstrapToken(
  db: Database,
  text: string,
  address: string | null,
  now: Date,
): Promise<Actor | null> {
  const { LANEKEEPER_BOOTSTRAP_TOKEN: expected } = env();
  if (expected === undefined || !secretMatches(text, hashSecret(expected))) return null;
  const { createdAt } = await ensureInstallation(db, now);
  if (now.getTime() - createdAt.getTime() > BOOTSTRAP_VALID_MS) return null;
  const actor: Actor = { kind: "token", id: BOOTSTRAP_ID, name: "bootstrap token", role: "admin", auth: "api_token", address };
  await recordFirstUse(db, actor, now);
  return actor;
}

/** One entry per process: the uses that follow are told by what they did. */
async function recordFirstUse(db: Database, actor: Actor, now: Date): Promise<void> {
  const recorded = shared("bootstrap-uses", () => new Set<string>());
  if (recorded.has(db.url)) return;
  // Anyone may be recorded here who has shown the token.
  await db.transaction((tx) =>
    writeActions(tx, actor, now, [{ action: "token.bootstrap_used", summary: "The bootstrap token was used" }]),
  );
  recorded.add(db.url);
}
