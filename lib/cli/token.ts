import { createToken } from "#lib/auth/tokens/create-token.ts";
import { runSubcommand, type Subcommand } from "./command-line.ts";

const create: Subcommand = {
  usage: "--name <name> --role viewer|operator|admin --expires-in-days <days> [--json]",
  options: { name: { type: "string" }, role: { type: "string" }, "expires-in-days": { type: "string" } },
  needs: ["name", "role", "expires-in-days"],
  async act(ctx, { name, role, "expires-in-days": expires_in_days }) {
    const { id, text, expiresAt } = await createToken({ ctx, input: { name, role, expires_in_days } });
    const expires_at = expiresAt.toISOString();
    return { json: { id, token: text, expires_at }, lines: [`Valid until ${expires_at}. This is shown once:`, text] };
  },
};

/** `token create`. */
export const run = (args: string[]): Promise<number> => runSubcommand("token", { create }, args);
