import { parse } from "#lib/contract/parse.ts";
import { serverKeyCreate } from "#lib/contract/server.ts";
import { writeActions } from "#lib/db/actions.ts";
import { insertServerKey, validKeyIds } from "#lib/db/server-keys.ts";
import { lockServer, type ServerRow } from "#lib/db/servers.ts";
import type { KeyKind } from "#lib/domain/vocabulary.ts";
import { type Context, requireRole } from "../context.ts";
import { fail, notFound } from "../errors.ts";
import type { MintedKey } from "./minted-key.ts";
import { tellServerChanged } from "./tell-server-changed.ts";

/** Two for the rotation of a service's key; one for each workstation on which it is developed. */
const VALID_AT_ONCE: Record<KeyKind, number> = { service: 2, workstation: 50 };

export interface CreateServerKey {
  ctx: Context;
  server: string;
  /** As `serverKeyCreate` tells; nothing means a key for the service itself. */
  input?: unknown;
  key: MintedKey;
}

/** Gives a server another key. Throws `not_found`, or `conflict` where as many of its kind are valid as may be. */
export async function createServerKey({
  ctx,
  server,
  input = {},
  key,
}: CreateServerKey): Promise<{ server: ServerRow; kind: KeyKind }> {
  requireRole(ctx, "admin");
  const { kind } = parse(serverKeyCreate, input);
  return ctx.db.recordTransaction(async (tx) => {
    const row = await lockServer(tx, server);
    if (row === null) throw notFound("server");
    if ((await validKeyIds(tx, row.id, kind)).length >= VALID_AT_ONCE[kind]) {
      throw fail("conflict", `${VALID_AT_ONCE[kind]} ${kind} keys of this server are valid already: revoke one of them first.`);
    }
    await insertServerKey(tx, { ...key, kind, serverId: row.id, createdBy: ctx.actor.name, createdAt: ctx.now });
    await writeActions(tx, ctx.actor, ctx.now, [
      {
        action: "server.key_created",
        serverId: row.id,
        after: { key: key.id, kind },
        summary: `${row.slug} got another ${kind} key`,
      },
    ]);
    await tellServerChanged(tx, row.id, ctx.now);
    return { server: row, kind };
  });
}
