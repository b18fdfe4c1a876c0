import { createHash } from "node:crypto";
import { resolve } from "node:path";
import * as z from "zod/mini";
import { writeAtomically } from "../write-atomically.ts";
import { credentialFields, parseExpiry, parseFields } from "./credential-text.ts";
import { readCredentialFile } from "./read-credential-file.ts";
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
}

const schema = z.looseObject({
  ...credentialFields,
  refresh_token: z.string().check(z.minLength(1)),
  /** Names the grant while its refresh token changes: written by us, absent in a file that holds a new grant. */
  grant: z.optional(z.string()),
});
type GrantFile = z.infer<typeof schema>;

/**
 * An OAuth 2 grant in a file. The grant is the generation; access tokens are leases drawn from it, one refresh at a time in this
 * process. A refresh token that the provider replaces is written back atomically before the new access token is used.
 */
export function oauthRefreshStore(options: OAuthRefreshStoreOptions): Store {
  const path = resolve(options.path);
  const readFields = () => readCredentialFile(path, (text) => parseFields(schema, text));
  let flight: Promise<RefreshResult> | null = null;
  const refreshOnce = (context: RefreshContext) => {
    flight ??= refreshGrant(options, path, readFields, context).finally(() => {
      flight = null;
    });
    return flight;
  };
  return {
    type: "oauth_refresh",
    reference: path,
    read: async () => {
      const fields = await readFields();
      return fields && toVersion(fields);
    },
    watch: (onChange) => watchFile(path, onChange, options.pollMs ?? 2_000),
    refresh: (_grant, context) => refreshOnce(context),
  };
}

async function refreshGrant(
  options: OAuthRefreshStoreOptions,
  path: string,
  readFields: () => Promise<GrantFile | null>,
  context: RefreshContext,
): Promise<RefreshResult> {
  const fields = await readFields();
  if (!fields) return { ok: false, permanent: false, reason: "store_empty" };
  const answer = await requestToken({ ...options, refreshToken: fields.refresh_token }, context);
  if (answer.ok) return keepGrant(path, fields, answer);
  const newer = answer.permanent ? await readFields() : null;
  // Another process may have refreshed first: then the token we sent was merely replaced, and the grant is alive.
  if (!newer || newer.refresh_token === fields.refresh_token) return answer;
  const second = await requestToken({ ...options, refreshToken: newer.refresh_token }, context);
  return second.ok ? keepGrant(path, newer, second) : second;
}

async function keepGrant(
  path: string,
  fields: GrantFile,
  answer: Extract<Awaited<ReturnType<typeof requestToken>>, { ok: true }>,
): Promise<RefreshResult> {
  if (answer.refreshToken !== fields.refresh_token) {
    const next = { ...fields, refresh_token: answer.refreshToken, grant: grantName(fields) };
    await writeAtomically(path, `${JSON.stringify(next, null, 2)}\n`);
  }
  return { ok: true, lease: answer.lease };
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
