import {
  awsSecretsManagerStore,
  commandStore,
  envStore,
  fileStore,
  gcpSecretManagerStore,
  type VaultAuth,
  vaultStore,
} from "../../index.ts";
import type { Store } from "../../stores/store.ts";
import type { PlaceSection } from "./store-section.ts";
import type { Surroundings } from "./surroundings.ts";

const inMs = (seconds: number | undefined): number | undefined => (seconds === undefined ? undefined : seconds * 1_000);

/** The store of a secret that is kept as it is. */
export function placeOf(section: PlaceSection, surroundings: Surroundings): Store {
  switch (section.type) {
    case "file":
      return fileStore({ ...section, path: surroundings.path(section.path) });
    case "command": {
      const { timeout_s, poll_s, ...options } = section;
      return commandStore({ ...options, timeoutMs: inMs(timeout_s), pollMs: inMs(poll_s) });
    }
    case "env":
      return envStore({ env: surroundings.environment, variable: section.variable });
    case "vault": {
      const { allow_insecure: allowInsecure, poll_s, ...options } = section;
      return vaultStore({ ...options, auth: vaultAuth(section, surroundings), allowInsecure, pollMs: inMs(poll_s) });
    }
    case "aws_secrets_manager": {
      const { secret_id: secretId, region, endpoint, poll_s, ...shape } = section;
      // The AWS client takes an option that is there but undefined for a choice.
      const client = { ...(region ? { region } : {}), ...(endpoint ? { endpoint } : {}) };
      return awsSecretsManagerStore({ ...shape, secretId, client, pollMs: inMs(poll_s) });
    }
    case "gcp_secret_manager": {
      const { poll_s, ...options } = section;
      return gcpSecretManagerStore({ ...options, pollMs: inMs(poll_s) });
    }
  }
}

/** Secrets are looked up at each login: a file may hold another by then. */
function vaultAuth({ token, app_role }: Extract<PlaceSection, { type: "vault" }>, surroundings: Surroundings): VaultAuth {
  if (app_role) {
    const { role_id: roleId, secret_id, mount } = app_role;
    return { roleId, secretId: () => surroundings.secret(secret_id), ...(mount ? { mount } : {}) };
  }
  return { token: () => surroundings.secret(token ?? {}) };
}
