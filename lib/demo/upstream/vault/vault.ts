import { createHash, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as z from "zod/mini";
import { writeStore } from "../../write-store.ts";
import { type Answer, type Exchange, type LoopbackServer, serveLoopback } from "../serve-loopback.ts";

const secretVersion = z.object({ version: z.int(), created_time: z.string(), data: z.record(z.string(), z.unknown()) });
const content = z.record(z.string(), secretVersion);

export type VaultSimulator = LoopbackServer & {
  /** Writes the next version of a secret, and returns its number. */
  put(path: string, data: Record<string, unknown>): Promise<number>;
};
export type VaultOptions = {
  /** The one token that may read. */
  token: string;
  /** Where the secrets are kept, so that versions count on over a restart. */
  storePath: string;
  port?: number;
};

/** Where its KV version 2 is mounted. */
export const VAULT_MOUNT = "kv";

/** Answers on loopback as Vault and OpenBao do to whoever reads a KV version 2 secret; writing is for the demo alone. */
export async function startVault({ token, storePath, port }: VaultOptions): Promise<VaultSimulator> {
  const secrets = new Map(Object.entries(content.parse(await readFile(storePath, "utf8").then(JSON.parse, () => ({})))));

  function respond({ method, path, headers }: Exchange): Answer {
    if (!isSame(String(headers["x-vault-token"] ?? ""), token)) return refusal(403, "permission denied");
    if (method !== "GET") return refusal(405, "unsupported operation");
    // A root token never ends.
    if (path === "/v1/auth/token/lookup-self") return { status: 200, body: { data: { ttl: 0, renewable: false } } };
    const secret = secrets.get(path.replace(`/v1/${VAULT_MOUNT}/data/`, ""));
    if (!secret) return { status: 404, body: { errors: [] } };
    const { data, version, created_time } = secret;
    const metadata = { version, created_time, custom_metadata: null, deletion_time: "", destroyed: false };
    return { status: 200, body: { data: { data, metadata } } };
  }

  return {
    ...(await serveLoopback(respond, port)),
    async put(path, data) {
      const version = (secrets.get(path)?.version ?? 0) + 1;
      secrets.set(path, { version, created_time: new Date().toISOString(), data });
      await writeStore(storePath, Object.fromEntries(secrets));
      return version;
    },
  };
}

function refusal(status: number, error: string): Answer {
  return { status, body: { errors: [error] } };
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
