import { pollChanges, type Store, StoreError, type StoreVersion } from "#lib/mcp/index.ts";

/** A table of somebody's own: each row counts its versions, and is replaced only where it still has the version that is expected. */
export interface Table {
  find(name: string): Promise<{ number: number; credential: StoreVersion } | null>;
  replace(name: string, next: StoreVersion, expected: number): Promise<boolean>;
}

// The README shows what follows as it is.
export function tableStore(table: Table, name: string, pollMs = 30_000): Store {
  const read = async () => {
    const row = await table.find(name);
    if (!row) return null;
    const { number, credential } = row;
    return { ...credential, version: credential.version ?? String(number), revision: String(number) };
  };
  return {
    type: "table",
    reference: `credentials/${name}`,
    read,
    watch: (onChange) => pollChanges(read, pollMs, onChange),
    write: async (next, expected) => {
      const written = await table.replace(name, next, Number(expected?.revision ?? 0));
      if (!written) throw new StoreError("conflict", "Somebody else wrote first");
    },
  };
}
