import { randomBytes } from "node:crypto";
import { type HttpPeer, type PeerAnswer, type PeerRequest, startHttpPeer } from "#tests/support/http-peer.ts";

/**
 * Vault and OpenBao as their HTTP APIs are documented: KV version 2 (website/content/api-docs/secret/kv/kv-v2.mdx), tokens
 * (api-docs/auth/token.mdx) and AppRole (api-docs/auth/approle.mdx) of openbao/openbao. What the documents leave out is as in
 * hashicorp/vault-plugin-secrets-kv, path_data.go: a deleted version answers 404 with its metadata, `cas` of an absent key is 0, and a
 * deleted key counts on.
 */
export interface VaultSimulator {
  http: HttpPeer;
  /** A token that lives for `ttlS` (0: for ever) and can be renewed up to `maxS` after its making. */
  issueToken(ttlS?: number, options?: { maxS?: number; renewable?: boolean }): string;
  revokeToken(token: string): void;
  /** Role whose logins give tokens of that life. */
  role: { roleId: string; secretId: string; ttlS: number };
  /** As `vault kv put` does it. */
  put(path: string, data: Record<string, unknown>): void;
  setCustomMetadata(path: string, metadata: Record<string, string>): void;
  remove(path: string, how: "delete" | "destroy"): void;
  /** What every request is answered with from now on. */
  state: "serving" | "sealed" | "limited" | "forbidden";
  namespace: string | undefined;
  /** Renewals of a token so far. */
  renewalsOf(token: string): number;
  close(): Promise<void>;
}

interface KvVersion {
  data: Record<string, unknown> | null;
  created: string;
  deleted: string;
  destroyed: boolean;
}
interface KvKey {
  versions: KvVersion[];
  custom: Record<string, string> | null;
}
interface Token {
  endsMs: number;
  ttlS: number;
  maxEndsMs: number;
  renewable: boolean;
  renewals: number;
}

const DENIED: PeerAnswer = { status: 403, body: { errors: ["permission denied"] } };

export async function startVault(): Promise<VaultSimulator> {
  const tokens = new Map<string, Token>();
  const keys = new Map<string, KvKey>();
  const http = await startHttpPeer((request) => answer(request));

  const issueToken: VaultSimulator["issueToken"] = (ttlS = 0, { maxS = Number.POSITIVE_INFINITY, renewable = ttlS > 0 } = {}) => {
    const token = `hvs.${randomBytes(18).toString("base64url")}`;
    const endsMs = ttlS === 0 ? Number.POSITIVE_INFINITY : Date.now() + ttlS * 1_000;
    tokens.set(token, { endsMs, ttlS, maxEndsMs: Date.now() + maxS * 1_000, renewable, renewals: 0 });
    return token;
  };
  const keyAt = (path: string): KvKey => {
    const key = keys.get(path) ?? { versions: [], custom: null };
    keys.set(path, key);
    return key;
  };
  const addVersion = (path: string, data: Record<string, unknown>) =>
    keyAt(path).versions.push({ data, created: new Date().toISOString(), deleted: "", destroyed: false });

  const vault: VaultSimulator = {
    http,
    issueToken,
    revokeToken: (token) => tokens.delete(token),
    role: { roleId: "role-1", secretId: "secret-id-1", ttlS: 3_600 },
    put: addVersion,
    setCustomMetadata: (path, metadata) => {
      keyAt(path).custom = metadata;
    },
    remove: (path, how) => {
      const newest = keyAt(path).versions.at(-1);
      if (newest) Object.assign(newest, how === "delete" ? { deleted: new Date().toISOString() } : { destroyed: true });
    },
    state: "serving",
    namespace: undefined,
    renewalsOf: (token) => tokens.get(token)?.renewals ?? 0,
    close: () => http.close(),
  };

  function answer({ method, path, headers, body }: PeerRequest): PeerAnswer {
    if (vault.state === "sealed") return { status: 503, body: { errors: ["Vault is sealed"] } };
    if (vault.state === "limited")
      return { status: 429, headers: { "retry-after": "7" }, body: { errors: ["request path rate limit quota exceeded"] } };
    if (headers["x-vault-namespace"] !== vault.namespace) return DENIED;
    const input = body === "" ? {} : (JSON.parse(body) as Record<string, unknown>);
    if (method === "POST" && path === "/v1/auth/approle/login") return logIn(input);
    const name = String(headers["x-vault-token"] ?? "");
    const token = tokens.get(name);
    if (!token || token.endsMs <= Date.now()) return DENIED;
    if (path === "/v1/auth/token/lookup-self")
      return { status: 200, body: { data: { ttl: ttlOf(token), renewable: token.renewable } } };
    if (path === "/v1/auth/token/renew-self") return renew(name, token);
    if (vault.state === "forbidden") return DENIED;
    const at = decodeURIComponent(path.replace(/^\/v1\/secret\/data\//, ""));
    return method === "GET" ? readKey(keys.get(at)) : writeKey(at, input);
  }

  function logIn({ role_id, secret_id }: Record<string, unknown>): PeerAnswer {
    if (role_id !== vault.role.roleId || secret_id !== vault.role.secretId)
      return { status: 400, body: { errors: ["invalid role or secret ID"] } };
    const { ttlS } = vault.role;
    return { status: 200, body: { auth: { client_token: issueToken(ttlS), lease_duration: ttlS, renewable: true } } };
  }

  function renew(name: string, token: Token): PeerAnswer {
    if (!token.renewable) return { status: 400, body: { errors: ["lease is not renewable"] } };
    token.renewals += 1;
    token.endsMs = Math.min(Date.now() + token.ttlS * 1_000, token.maxEndsMs);
    return { status: 200, body: { auth: { client_token: name, lease_duration: ttlOf(token), renewable: true } } };
  }

  return vault;

  function writeKey(at: string, { options, data }: Record<string, unknown>): PeerAnswer {
    const { versions } = keyAt(at);
    const { cas } = (options ?? {}) as { cas?: number };
    if (cas !== undefined && cas !== versions.length)
      return { status: 400, body: { errors: ["check-and-set parameter did not match the current version"] } };
    addVersion(at, data as Record<string, unknown>);
    return { status: 200, body: { data: metadataOf(keyAt(at)) } };
  }
}

const ttlOf = ({ ttlS, endsMs }: Token): number => (ttlS === 0 ? 0 : Math.max(0, Math.round((endsMs - Date.now()) / 1_000)));

function readKey(key: KvKey | undefined): PeerAnswer {
  const newest = key?.versions.at(-1);
  if (!key || !newest) return { status: 404, body: { errors: [] } };
  const isGone = newest.deleted !== "" || newest.destroyed;
  return { status: isGone ? 404 : 200, body: { data: { data: isGone ? null : newest.data, metadata: metadataOf(key) } } };
}

function metadataOf({ versions, custom }: KvKey) {
  const newest = versions.at(-1);
  return {
    version: versions.length,
    created_time: newest?.created,
    deletion_time: newest?.deleted,
    destroyed: newest?.destroyed,
    custom_metadata: custom,
  };
}
