/** How a store shows Vault who it is. */
export type VaultAuth =
  /** A token, or what gives it anew after it was refused. */
  | { token: string | (() => string | Promise<string>) }
  /** A file that holds one, such as Vault Agent's sink; read again after it was refused. */
  | { tokenFile: string }
  /** AppRole: logs in, and again when its token ends. `secretId` may be a function that unwraps a fresh one. */
  | { roleId: string; secretId: string | (() => string | Promise<string>); mount?: string };

export interface VaultStoreOptions {
  /** Address of Vault or OpenBao, e.g. `https://vault.example.com:8200`. Must be https, except on loopback. */
  url: string;
  auth: VaultAuth;
  /** Path of the KV version 2 secret within its mount, e.g. `mcp/github`. */
  path: string;
  /** Where KV version 2 is mounted; default `secret`. */
  mount?: string;
  /** Field that holds the secret; default `secret`. */
  field?: string;
  /** Sent as `X-Vault-Namespace`. */
  namespace?: string;
  /** How often to look for a new version while the lane is watched; default every 30 s. */
  pollMs?: number;
  /** Replaces `fetch`, e.g. by one that trusts a certificate authority of yours. */
  fetch?: typeof fetch;
  /** Accept an address without TLS that is not loopback. */
  allowInsecure?: boolean;
}
