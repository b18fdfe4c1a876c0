import { parse } from "#lib/contract/parse.ts";
import { tokenCreate } from "#lib/contract/user.ts";
import { writeActions } from "#lib/db/actions.ts";
import { insertApiToken } from "#lib/db/api-tokens.ts";
import { type Context, requireRole } from "#lib/pipeline/context.ts";
import { mintApiToken } from "../mint-key.ts";

const DAY_MS = 86_400_000;

/** An API token; `text` is shown here and never again. */
export interface CreatedToken {
  id: string;
  text: string;
  expiresAt: Date;
}

/** Makes an API token as `tokenCreate` tells. */
export async function createToken({ ctx, input }: { ctx: Context; input: unknown }): Promise<CreatedToken> {
  requireRole(ctx, "admin");
  const { name, role, expires_in_days } = parse(tokenCreate, input);
  const { id, secretHash, text } = mintApiToken();
  const expiresAt = new Date(ctx.now.getTime() + expires_in_days * DAY_MS);
  await ctx.db.recordTransaction(async (tx) => {
    await insertApiToken(tx, { id, name, role, secretHash, expiresAt, createdBy: ctx.actor.name, createdAt: ctx.now });
    await writeActions(tx, ctx.actor, ctx.now, [
      {
        action: "token.created",
        after: { id, name, role, expires_at: expiresAt.toISOString() },
        summary: `The API token ${name} was made`,
      },
    ]);
  });
  return { id, text, expiresAt };
}
