import { mintServerKey } from "#lib/auth/mint-key.ts";
import type { Database } from "#lib/db/database.ts";
import { validKeyIds } from "#lib/db/server-keys.ts";
import { findServer } from "#lib/db/servers.ts";
import type { DemoServer } from "#lib/demo/index.ts";
import type { Context } from "#lib/pipeline/context.ts";
import { createServer, createServerKey, revokeServerKey } from "#lib/pipeline/register/index.ts";

const ENVIRONMENT = "demo";

/** Registers a server of the demo, or finds the one of an earlier demo, and returns a new key for it. */
export async function registerDemoServer(db: Database, { name, displayName, presence }: DemoServer): Promise<string> {
  const ctx: Context = {
    db,
    now: new Date(),
    requestId: "demo",
    actor: { kind: "operator", id: "demo", name: "demo", role: "admin", auth: "command_line", address: null },
  };
  const { text, ...key } = await mintServerKey(db, ctx.now);
  const known = await findServer(db, name);
  if (known === null) {
    await createServer({ ctx, input: { name, display_name: displayName, environment: ENVIRONMENT, presence }, key });
    return text;
  }
  if (known.environment !== ENVIRONMENT)
    throw new Error(`There is a server ${name} already, and it is not the demo's: run the demo elsewhere.`);
  // A key is shown once, so those of earlier demos are lost; ending them makes room for this one.
  for (const keyId of await validKeyIds(db, known.id, "service")) await revokeServerKey({ ctx, server: known.id, keyId });
  await createServerKey({ ctx, server: known.id, key });
  return text;
}
