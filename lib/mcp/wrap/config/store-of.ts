import { fileStore, oauthRefreshStore } from "../../index.ts";
import type { Store } from "../../stores/store.ts";
import type { StoreSection } from "./store-section.ts";
import type { Surroundings } from "./surroundings.ts";

/** The store that a section of the configuration describes. Rejects where a secret it needs is not there. */
export async function storeOf(section: StoreSection, surroundings: Surroundings): Promise<Store> {
  const path = surroundings.path(section.path);
  if (section.type === "file") return fileStore({ path, ...(section.format ? { format: section.format } : {}) });
  const { token_url: tokenUrl, client_id: clientId, client_secret: secretPlace, scopes, shared } = section;
  const clientSecret = await surroundings.secret(secretPlace);
  return oauthRefreshStore({
    tokenUrl,
    clientId,
    clientSecret,
    path,
    ...(scopes ? { scopes } : {}),
    ...(shared ? { shared } : {}),
  });
}
