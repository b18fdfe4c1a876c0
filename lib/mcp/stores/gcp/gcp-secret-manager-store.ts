import { type CredentialShape, formatCredential, parseCredential } from "../credential-text.ts";
import { pollChanges } from "../poll-changes.ts";
import { shareFlight } from "../share-flight.ts";
import type { Store } from "../store.ts";
import { StoreError } from "../store-error.ts";
import { GcpSecret } from "./gcp-secret.ts";
import { metadataToken } from "./metadata-token.ts";

export interface GcpSecretManagerStoreOptions extends CredentialShape {
  /** Id or number of the project. */
  project: string;
  /** Name of the secret. */
  secret: string;
  /** Gives an access token, e.g. `() => new GoogleAuth(…).getAccessToken()`. Default: that of the workload's service account. */
  token?: () => Promise<string>;
  /** Default `https://secretmanager.googleapis.com`; regional secrets have endpoints of their own. */
  endpoint?: string;
  /** How often to look for a new version while the lane is watched; default once a minute. */
  pollMs?: number;
  fetch?: typeof fetch;
}

/**
 * A secret of GCP Secret Manager: text or JSON like a file's. The newest enabled version counts, and its number is the generation. Reading
 * needs the role Secret Accessor, and Viewer where the newest version may be disabled; writing needs Secret Version Manager.
 */
export function gcpSecretManagerStore(options: GcpSecretManagerStoreOptions): Store {
  const { project, secret: name, endpoint = "https://secretmanager.googleapis.com", pollMs = 60_000 } = options;
  const { fetch = globalThis.fetch, token = metadataToken(fetch) } = options;
  const secret = new GcpSecret({ project, secret: name, endpoint, token, fetch });
  const read = shareFlight(async () => {
    const found = await secret.read();
    if (!found) return null;
    const credential = parseCredential(found.text, options);
    return { ...credential, version: credential.version ?? String(found.number), revision: String(found.number) };
  });
  return {
    type: "gcp_secret_manager",
    reference: `projects/${project}/secrets/${name}`,
    read,
    watch: (onChange) => pollChanges(read, pollMs, onChange),
    write: async (next, expected) => {
      const newest = await secret.newestNumber();
      // Read after the number was asked for: whoever writes in between is seen by one or the other.
      const present = newest === 0 ? null : await secret.read().catch(ignoreDeleted);
      if ((present ? String(present.number) : undefined) !== expected?.revision) throw conflict();
      const added = await secret.add(formatCredential(next, options, present?.text ?? ""));
      if (added === newest + 1) return;
      await secret.destroy(added);
      throw conflict();
    },
  };
}

const conflict = (): StoreError => new StoreError("conflict", "Somebody else wrote to GCP Secret Manager first");

/** Where every version is gone, the place is empty for a writer. */
function ignoreDeleted(error: unknown): null {
  if (error instanceof StoreError && error.failure === "deleted") return null;
  throw error;
}
