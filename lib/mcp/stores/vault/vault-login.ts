import { readFile } from "node:fs/promises";
import * as z from "zod/mini";
import { StoreError } from "../store-error.ts";
import type { VaultAuth } from "./vault-options.ts";

/** A token and what is known of its life; `ttlS` is 0 where it does not end, and undefined where nobody asked yet. */
export interface VaultToken {
  token: string;
  ttlS?: number;
  renewable: boolean;
}

/** Sends one request without a token. */
type Post = (path: string, body: unknown) => Promise<unknown>;

/** What Vault answers to a login and to a renewal. */
export const vaultAuthAnswer = z.object({
  auth: z.object({
    client_token: z.string(),
    lease_duration: z.number(),
    renewable: z.boolean(),
  }),
});

/** Gets a token the way the author wants it. */
export async function logIn(auth: VaultAuth, post: Post): Promise<VaultToken> {
  if ("roleId" in auth) {
    const body = { role_id: auth.roleId, secret_id: await give(auth.secretId) };
    const answer = vaultAuthAnswer.safeParse(await post(`auth/${auth.mount ?? "approle"}/login`, body));
    if (!answer.success) throw new StoreError("invalid", "Vault's answer to the login is not understood");
    const { client_token, lease_duration, renewable } = answer.data.auth;
    return { token: client_token, ttlS: lease_duration, renewable };
  }
  const token = "tokenFile" in auth ? await readToken(auth.tokenFile) : await give(auth.token);
  return { token: token.trim(), renewable: true };
}

const give = async (value: string | (() => string | Promise<string>)): Promise<string> =>
  typeof value === "string" ? value : value();

async function readToken(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new StoreError("denied", `The file with Vault's token cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
