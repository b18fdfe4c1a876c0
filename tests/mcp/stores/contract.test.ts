import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandStore, envStore, fileStore } from "#lib/mcp/index.ts";
import { writeAtomically } from "#lib/mcp/write-atomically.ts";
import { describeStore, type PutCredential, type StorePlace } from "../support/store-contract.ts";

const POLL_MS = 40;

const textOf = ({ secret, expiresAt, scopes }: PutCredential): string =>
  JSON.stringify({ secret, expires_at: expiresAt?.toISOString(), scopes });

async function withFolder(open: (folder: string) => StorePlace): Promise<StorePlace> {
  const folder = await mkdtemp(join(tmpdir(), "lanekeeper-contract-"));
  return { ...open(folder), close: () => rm(folder, { recursive: true, force: true }) };
}

describeStore(
  "file",
  () =>
    withFolder((folder) => {
      const path = join(folder, "credential");
      return {
        store: fileStore({ path, pollMs: POLL_MS }),
        put: (credential) => writeAtomically(path, textOf(credential)),
      };
    }),
  { local: true },
);

describeStore(
  "command",
  () =>
    withFolder((folder) => {
      const [path, count, tool] = ["credential", "count", "tool"].map((name) => join(folder, name)) as [string, string, string];
      const script = `#!/bin/sh\nprintf x >> "${count}"\ncat "${path}" 2>/dev/null || true\n`;
      const written = writeFile(tool, script, { mode: 0o700 });
      const store = commandStore({ command: [tool], pollMs: POLL_MS });
      let runs = 0;
      const read = async () => {
        await written;
        const version = await store.read();
        runs = (await readFile(count, "utf8")).length;
        return version;
      };
      return {
        store: { ...store, read },
        put: (credential) => writeAtomically(path, textOf(credential)),
        reads: () => runs,
        deny: () => chmod(tool, 0o000),
        cut: () => rm(tool),
      };
    }),
  { readOnly: true },
);

describeStore(
  "env",
  async () => {
    const env: Record<string, string> = {};
    return {
      store: envStore({ env, variable: "GITHUB_TOKEN" }),
      put: async ({ secret }) => {
        env.GITHUB_TOKEN = secret;
      },
    };
  },
  { bare: true, unwatched: true, readOnly: true, local: true },
);
