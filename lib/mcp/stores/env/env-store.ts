import type { Store } from "../store.ts";

export interface EnvStoreOptions {
  /** The environment that holds it, e.g. `process.env`. */
  env: Readonly<Record<string, string | undefined>>;
  variable: string;
}

/**
 * A credential in a variable of the environment. It cannot change while the process lives and nobody can rotate it there: Lanekeeper
 * shows such a lane as not managed.
 */
export function envStore({ env, variable }: EnvStoreOptions): Store {
  return {
    type: "env",
    reference: variable,
    read: async () => {
      const secret = env[variable]?.trim();
      return secret ? { secret } : null;
    },
  };
}
