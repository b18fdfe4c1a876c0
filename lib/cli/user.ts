import { text } from "node:stream/consumers";
import { linkUrl } from "#lib/auth/create-link.ts";
import { createUser } from "#lib/auth/users/create-user.ts";
import { disableUser } from "#lib/auth/users/disable-user.ts";
import { resetUser } from "#lib/auth/users/reset-user.ts";
import { consoleUrl, given, runSubcommand, type Subcommand } from "./command-line.ts";

const EMAIL = { email: { type: "string" } } as const;
const ONCE = "(works once, for 24 hours)";

const add: Subcommand = {
  usage: "--email <e-mail> --role viewer|operator|admin [--password-stdin] [--json]",
  options: { ...EMAIL, role: { type: "string" }, "password-stdin": { type: "boolean" } },
  needs: ["email", "role"],
  async act(ctx, values) {
    const password = values["password-stdin"] === true ? (await text(process.stdin)).replace(/\r?\n$/, "") : undefined;
    const { user, token } = await createUser({ ctx, input: { email: values.email, role: values.role, password } });
    const link = token === null ? null : linkUrl(consoleUrl(), token);
    const lines = [`Added ${user.email} as ${user.role}.`, ...(link === null ? [] : [`Sign in ${ONCE}: ${link}`])];
    return { json: { id: user.id, email: user.email, role: user.role, link }, lines };
  },
};

const reset: Subcommand = {
  usage: "--email <e-mail> [--json]",
  options: EMAIL,
  needs: ["email"],
  async act(ctx, values) {
    const link = linkUrl(consoleUrl(), await resetUser({ ctx, input: { email: given(values, "email") } }));
    return { json: { link }, lines: [`The password is forgotten and every session ended. Sign in ${ONCE}: ${link}`] };
  },
};

const disable: Subcommand = {
  usage: "--email <e-mail> [--json]",
  options: EMAIL,
  needs: ["email"],
  async act(ctx, values) {
    const email = given(values, "email");
    await disableUser({ ctx, input: { email } });
    return { json: { email, disabled: true }, lines: [`Disabled ${email}; their sessions have ended.`] };
  },
};

/** `user add|reset|disable`. */
export const run = (args: string[]): Promise<number> => runSubcommand("user", { add, reset, disable }, args);
