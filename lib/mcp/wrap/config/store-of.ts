import { githubAppStore, type OAuthClient, oauthClientStore, oauthRefreshStore } from "../../index.ts";
import type { Store } from "../../stores/store.ts";
import { placeOf } from "./place-of.ts";
import type { StoreSection } from "./store-section.ts";
import type { Surroundings } from "./surroundings.ts";

/** The store that a section of the configuration describes. Rejects where a secret it needs is not there. */
export async function storeOf(section: StoreSection, surroundings: Surroundings): Promise<Store> {
  switch (section.type) {
    case "oauth_refresh": {
      const { path, store, client_secret, shared } = section;
      const clientSecret = client_secret && (await surroundings.secret(client_secret));
      const place = store ? { store: placeOf(store, surroundings) } : { path: surroundings.path(path ?? "") };
      return oauthRefreshStore({ ...clientOf(section), ...place, clientSecret, shared });
    }
    case "oauth_client":
      return oauthClientStore({ ...clientOf(section), store: placeOf(section.store, surroundings) });
    case "github_app": {
      const { app_id: appId, installation_id: installationId, api_url: apiUrl, repositories, permissions } = section;
      const store = placeOf(section.store, surroundings);
      return githubAppStore({ appId, installationId, apiUrl, repositories, permissions, store });
    }
    default:
      return placeOf(section, surroundings);
  }
}

function clientOf(section: Extract<StoreSection, { token_url: string }>): OAuthClient {
  const { token_url: tokenUrl, client_id: clientId, authentication, scopes, parameters } = section;
  return { tokenUrl, clientId, authentication, scopes, parameters };
}
