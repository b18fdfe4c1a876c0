import { writeActions } from "#lib/db/actions.ts";
import { insertApiToken } from "#lib/db/api-tokens.ts";
import type { Role } from "#lib/domain/vocabulary.ts";
import { type Context, requireRole } from "#lib/pipeline/context.ts";
import { mintApiToken } from "../mint-key.ts";

export interface NewToken {
  name: string;
  role: Role;
  expiresAt: Date;
}

/** Makes an API token; its text is returned here and never again. */
export async function createToken({ ctx, input }: { ctx: Context; input: NewToken }): Promise<{ id: string; text: string }> {
  requireRole(ctx, "admin");
  const { id, secretHash, text } = mintApiToken();
  await ctx.db.transaction(async (tx) => {
    await insertApiToken(tx, { ...input, id, secretHash, createdBy: ctx.actor.name, createdAt: ctx.now });
    await writeActions(tx, ctx.actor, ctx.now, [
      {
        action: "token.created",
        after: { id, name: input.name, role: input.role, expires_at: input.expiresAt.toISOString() },
        summary: `The API token ${input.name} was made`,
      },
    ]);
  });
  return { id, text };
}
