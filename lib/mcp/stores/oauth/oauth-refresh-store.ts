import { fileStore } from "../file/file-store.ts";
import { placeType } from "../over-place.ts";
import type { RefreshContext, RefreshResult, Store, StoreVersion } from "../store.ts";
import { isStoreFailure } from "../store-error.ts";
import type { OAuthClient } from "./client-authentication.ts";
import { grantName } from "./grant-name.ts";
import { refreshAlone } from "./refresh-alone.ts";
import { requestToken } from "./token-request.ts";

export type OAuthRefreshStoreOptions = OAuthClient & {
  /** Left out by a public client. */
  clientSecret?: string;
  /**
   * Whether other processes refresh the same grant. Then one does at a time, by a lease of Lanekeeper's and a lock or claim at the
   * place: a provider that replaces refresh tokens kills a grant whose token is used twice.
   */
  shared?: boolean;
} & (
    | {
        /** File with the grant: JSON `{"refresh_token":"…","version":…,"issued_at":…,"expires_at":…,"scopes":[…]}`. */
        path: string;
        /** How often to look where the file system tells nothing. */
        pollMs?: number;
      }
    /** Where the grant is kept. One that can `write` keeps the refresh tokens that a provider replaces. */
    | { store: Store }
  );

/**
 * An OAuth 2 grant. The grant is the generation; access tokens are leases drawn from it, one refresh at a time in this process, or
 * among all that share it. A refresh token that the provider replaces is written back before the new access token is used.
 */
export function oauthRefreshStore(options: OAuthRefreshStoreOptions): Store {
  const place = "store" in options ? options.store : fileStore({ ...options, field: "refresh_token", format: "json" });
  const grant = new KeptGrant(place, options);
  return {
    type: placeType(place, "oauth_refresh"),
    reference: place.reference,
    read: () => grant.read(),
    ...(place.watch ? { watch: place.watch.bind(place) } : {}),
    ...(place.write ? { write: place.write.bind(place) } : {}),
    refresh: (_grant, context) => grant.refresh(context),
  };
}

/** A refused refresh token is not sent again for so long, whoever asks: providers lock out who insists. */
const COOL_DOWN_MS = 60_000;

type Failure = Exclude<RefreshResult, { ok: true }>;

class KeptGrant {
  readonly #place: Store;
  readonly #options: OAuthRefreshStoreOptions;
  #flight: Promise<RefreshResult> | null = null;
  /** A replaced refresh token that could not be written yet: without it the grant would be lost. */
  #unwritten: { replaces: string; refreshToken: string } | null = null;
  #refused: { refreshToken: string; failure: Failure; untilMs: number } | null = null;

  constructor(place: Store, options: OAuthRefreshStoreOptions) {
    this.#place = place;
    this.#options = options;
  }

  async read(): Promise<StoreVersion | null> {
    const grant = await this.#place.read();
    return grant && { ...grant, identity: grantName(grant) };
  }

  refresh(context: RefreshContext): Promise<RefreshResult> {
    this.#flight ??= this.#refreshOnce(context).finally(() => {
      this.#flight = null;
    });
    return this.#flight;
  }

  #refreshOnce(context: RefreshContext): Promise<RefreshResult> {
    const work = () => this.#refreshNow(context);
    return this.#options.shared ? refreshAlone(this.#place, context, work) : work();
  }

  async #refreshNow(context: RefreshContext): Promise<RefreshResult> {
    const grant = await this.read();
    if (!grant) return { ok: false, permanent: false, reason: "store_empty" };
    const result = await this.#draw(grant, context);
    if (result.ok || !result.permanent) return result;
    // Another process may have refreshed first: then the token we sent was merely replaced, and the grant is alive.
    const newer = await this.read();
    return newer && newer.secret !== grant.secret ? this.#draw(newer, context) : result;
  }

  async #draw(grant: StoreVersion, context: RefreshContext): Promise<RefreshResult> {
    const held = this.#unwritten?.replaces === grant.secret ? this.#unwritten.refreshToken : grant.secret;
    const refused = this.#refused;
    if (refused?.refreshToken === held && context.now().getTime() < refused.untilMs) return refused.failure;
    const parameters = { grant_type: "refresh_token", refresh_token: held };
    const answer = await requestToken(this.#options, this.#options.clientSecret, parameters, context);
    if (!answer.ok) {
      const untilMs = context.now().getTime() + COOL_DOWN_MS;
      if (answer.permanent) this.#refused = { refreshToken: held, failure: answer, untilMs };
      return answer;
    }
    const { refreshToken = held, refreshTokenExpiresAt, lease } = answer;
    if (refreshToken !== grant.secret) await this.#writeBack(grant, refreshToken, refreshTokenExpiresAt);
    return { ok: true, lease };
  }

  /** Written only over exactly what the refresh began with: a grant that a human, or a later holder, put there meanwhile stays. */
  async #writeBack({ claim: _ended, ...grant }: StoreVersion, refreshToken: string, expiresAt = grant.expiresAt): Promise<void> {
    this.#unwritten = { replaces: grant.secret, refreshToken };
    try {
      if (!this.#place.write) return;
      await this.#place.write({ ...grant, secret: refreshToken, expiresAt }, grant);
      this.#unwritten = null;
    } catch (error) {
      // The new lease serves meanwhile, and the next refresh writes again.
      if (isStoreFailure(error, "conflict")) this.#unwritten = null;
    }
  }
}
