import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { StoreVersion } from "#lib/mcp/index.ts";
import { describeStore } from "../support/store-contract.ts";
import { type Table, tableStore } from "../support/table-store.ts";

function tableInMemory(): Table {
  const rows = new Map<string, { number: number; credential: StoreVersion }>();
  return {
    find: async (name) => rows.get(name) ?? null,
    replace: async (name, next, expected) => {
      const { number = 0 } = rows.get(name) ?? {};
      if (number !== expected) return false;
      rows.set(name, { number: number + 1, credential: next });
      return true;
    },
  };
}

describeStore(
  "README's own",
  async () => {
    const table = tableInMemory();
    return {
      store: tableStore(table, "github", 40),
      put: async (credential) => {
        await table.replace("github", credential, (await table.find("github"))?.number ?? 0);
      },
    };
  },
  { local: true },
);

test("is the one that the README shows", async () => {
  const [source, readme] = await Promise.all([
    readFile("tests/mcp/support/table-store.ts", "utf8"),
    readFile("lib/mcp/README.md", "utf8"),
  ]);
  const [, shown = ""] = source.split("// The README shows what follows as it is.\n");
  expect(shown.length).toBeGreaterThan(500);
  expect(readme).toContain(shown.trim());
});
