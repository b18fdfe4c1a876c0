import { fieldsOf } from "../credential-text.ts";
import { pollChanges } from "../poll-changes.ts";
import { shareFlight } from "../share-flight.ts";
import type { Store, StoreVersion } from "../store.ts";
import { kvSecretOf, versionOf } from "./kv-secret.ts";
import { vaultError } from "./vault-error.ts";
import type { VaultStoreOptions } from "./vault-options.ts";
import { VaultSession } from "./vault-session.ts";

/**
 * A secret of HashiCorp Vault or OpenBao, KV version 2. Its version is the generation number; `expires_at` may stand among its fields or
 * in its custom metadata. The token needs `read` on `<mount>/data/<path>`, and `create` and `update` where the store shall write.
 */
export function vaultStore(options: VaultStoreOptions): Store {
  const { mount = "secret", field } = options;
  const path = trim(options.path);
  const session = new VaultSession(options);
  const address = `${encode(trim(mount))}/data/${encode(path)}`;
  const look = async () => kvSecretOf(await session.ask("GET", address));
  const read = shareFlight(async (): Promise<StoreVersion | null> => {
    const secret = await look();
    return secret && versionOf(secret, field);
  });
  return {
    type: "vault",
    reference: `${trim(mount)}/${path}`,
    read,
    watch: (onChange) => {
      const endPolling = pollChanges(read, options.pollMs ?? 30_000, onChange);
      const letGo = session.keepAlive();
      return () => {
        endPolling();
        letGo();
      };
    },
    write: async (next, expected) => {
      const present = await look();
      // A deleted secret is empty, and counts its versions on.
      const last = expected ? expected.revision : present?.fields === null ? present.version : 0;
      const data = fieldsOf(next, field, present?.fields ?? {});
      const answer = await session.ask("POST", address, { options: { cas: Number(last ?? 0) }, data });
      if (answer.status !== 200) throw vaultError(answer);
    },
  };
}

const trim = (path: string): string => path.replace(/^\/+|\/+$/g, "");

const encode = (path: string): string => path.split("/").map(encodeURIComponent).join("/");
