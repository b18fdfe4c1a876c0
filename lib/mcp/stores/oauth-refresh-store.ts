import { createHash } from "node:crypto";
import { resolve } from "node:path";
import * as z from "zod/mini";
import { writeAtomically } from "../write-atomically.ts";
import { credentialFields, parseExpiry, parseFields } from "./credential-text.ts";
import { readCredentialFile } from "./read-credential-file.ts";
import { refreshAlone } from "./refresh-alone.ts";
import type { RefreshContext, RefreshResult, Store, StoreVersion } from "./store.ts";
import { requestToken } from "./token-request.ts";
import { watchFile } from "./watch-file.ts";

export interface OAuthRefreshStoreOptions {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  /** File with the grant: JSON `{"refresh_token":"…","version":…,"issued_at":…,"expires_at":…,"scopes":[…]}`. */
  path: string;
  /** Asked for at each refresh; default: what was granted. */
  scopes?: string[];
  /** How often to look where the file system tells nothing. */
  pollMs?: number;
  /**
   * Whether other processes refresh the same grant. Then one does at a time, by a lease of Lanekeeper's and a lock beside the file:
   * a provider that replaces refresh tokens kills a grant whose token is used twice.
   */
  shared?: boolean;
}

const schema = z.looseObject({
  ...credentialFields,
  refresh_token: z.string().check(z.minLength(1)),
  /** Names the grant while its refresh token changes: written by us, absent in a file that holds a new grant. */
  grant: z.optional(z.string()),
  /** Number of the lease under which the file was written last. */
  fence: z.optional(z.int()),
});
type GrantFile = z.infer<typeof schema>;

/**
 * An OAuth 2 grant in a file. The grant is the generation; access tokens are leases drawn from it, one refresh at a time in this
 * process, or among all that share it. A refresh token that the provider replaces is written back atomically before the new access token is used.
 */
export function oauthRefreshStore(options: OAuthRefreshStoreOptions): Store {
  const grant = new GrantInFile(options);
  return {
    type: "oauth_refresh",
    reference: grant.path,
    read: async () => {
      const fields = await grant.read();
      return fields && toVersion(fields);
    },
    watch: (onChange) => watchFile(grant.path, onChange, options.pollMs ?? 2_000),
    refresh: (_grant, context) => grant.refresh(context),
  };
}

class GrantInFile {
  readonly path: string;
  readonly #options: OAuthRefreshStoreOptions;
  #flight: Promise<RefreshResult> | null = null;
  /** A replaced refresh token that could not be written yet: without it the grant would be lost. */
  #unwritten: { replaces: string; refreshToken: string } | null = null;

  constructor(options: OAuthRefreshStoreOptions) {
    this.path = resolve(options.path);
    this.#options = options;
  }

  read(): Promise<GrantFile | null> {
    return readCredentialFile(this.path, (text) => parseFields(schema, text));
  }

  refresh(context: RefreshContext): Promise<RefreshResult> {
    this.#flight ??= this.#refreshOnce(context).finally(() => {
      this.#flight = null;
    });
    return this.#flight;
  }

  #refreshOnce(context: RefreshContext): Promise<RefreshResult> {
    if (!this.#options.shared) return this.#refreshNow(context, null);
    return refreshAlone(this.path, context, (fence) => this.#refreshNow(context, fence));
  }

  async #refreshNow(context: RefreshContext, fence: number | null): Promise<RefreshResult> {
    const fields = await this.read();
    if (!fields) return { ok: false, permanent: false, reason: "store_empty" };
    const result = await this.#draw(fields, context, fence);
    if (result.ok || !result.permanent) return result;
    // Another process may have refreshed first: then the token we sent was merely replaced, and the grant is alive.
    const newer = await this.read();
    return newer && newer.refresh_token !== fields.refresh_token ? this.#draw(newer, context, fence) : result;
  }

  async #draw(fields: GrantFile, context: RefreshContext, fence: number | null): Promise<RefreshResult> {
    const held = this.#unwritten?.replaces === fields.refresh_token ? this.#unwritten.refreshToken : fields.refresh_token;
    const answer = await requestToken({ ...this.#options, refreshToken: held }, context);
    if (!answer.ok) return answer;
    if (answer.refreshToken !== fields.refresh_token) await this.#writeBack(fields, answer.refreshToken, fence);
    return { ok: true, lease: answer.lease };
  }

  async #writeBack(fields: GrantFile, refreshToken: string, fence: number | null): Promise<void> {
    const next = { ...fields, refresh_token: refreshToken, grant: grantName(fields), ...(fence === null ? {} : { fence }) };
    this.#unwritten = { replaces: fields.refresh_token, refreshToken };
    try {
      if (await this.#isStill(fields)) await writeAtomically(this.path, `${JSON.stringify(next, null, 2)}\n`);
      this.#unwritten = null;
    } catch {
      // The new lease serves meanwhile, and the next refresh writes again.
    }
  }

  /**
   * Whether the file holds what the refresh began with. A grant that a human, or a later holder, put there meanwhile stays. Numbers
   * are compared with the one read, not with ours: they begin anew where Lanekeeper's database does.
   */
  async #isStill(fields: GrantFile): Promise<boolean> {
    const present = await this.read();
    return present?.refresh_token === fields.refresh_token && present.fence === fields.fence;
  }
}

function toVersion(fields: GrantFile): StoreVersion {
  return {
    secret: fields.refresh_token,
    identity: grantName(fields),
    expiresAt: parseExpiry(fields.expires_at),
    ...(fields.version === undefined ? {} : { version: String(fields.version) }),
    ...(fields.issued_at === undefined ? {} : { issuedAt: new Date(fields.issued_at) }),
    ...(fields.scopes === undefined ? {} : { scopes: fields.scopes }),
  };
}

function grantName(fields: GrantFile): string {
  return fields.grant ?? createHash("sha256").update(fields.refresh_token).digest("hex");
}
