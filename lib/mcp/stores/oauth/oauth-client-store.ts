import { overPlace } from "../over-place.ts";
import type { RefreshResult, Store } from "../store.ts";
import type { OAuthClient } from "./client-authentication.ts";
import { requestToken } from "./token-request.ts";

export interface OAuthClientStoreOptions extends OAuthClient {
  /** Where the client's secret is kept, or its private key: what an operator rotates. */
  store: Store;
}

/**
 * An OAuth 2 client that acts for itself (client credentials, RFC 6749 section 4.4). Its secret is the generation; access tokens are
 * leases drawn with it.
 */
export function oauthClientStore({ store, ...client }: OAuthClientStoreOptions): Store {
  return {
    ...overPlace(store, "oauth_client"),
    refresh: async (grant, context): Promise<RefreshResult> => {
      const answer = await requestToken(client, grant.secret, { grant_type: "client_credentials" }, context);
      if (answer.ok) return { ok: true, lease: answer.lease };
      // Here the client's secret is all there is to refuse.
      return { ...answer, permanent: answer.permanent || answer.reason === "invalid_client" };
    },
  };
}
