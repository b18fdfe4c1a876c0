import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startVault, VAULT_MOUNT, type VaultSimulator } from "#lib/demo/upstream/vault/vault.ts";
import { vaultStore } from "#lib/mcp/index.ts";

const TOKEN = "hvs.not-a-real-token";
let folder: string;
let vault: VaultSimulator;
const start = (): Promise<VaultSimulator> => startVault({ token: TOKEN, storePath: join(folder, "vault.json") });
const store = (token = TOKEN) => vaultStore({ url: vault.url, auth: { token }, mount: VAULT_MOUNT, path: "mcp/stripe" });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lanekeeper-vault-"));
  vault = await start();
});
afterEach(async () => {
  await vault.close();
  await rm(folder, { recursive: true });
});

test("the store reads what was put in, with its version, and nothing where nothing is", async () => {
  expect(await store().read()).toBeNull();
  expect(await vault.put("mcp/stripe", { secret: "one" })).toBe(1);
  expect(await vault.put("mcp/stripe", { secret: "two", scopes: ["charge_read"] })).toBe(2);
  expect(await store().read()).toMatchObject({ secret: "two", version: "2", scopes: ["charge_read"], expiresAt: null });
});

test("a wrong token is denied", async () => {
  await vault.put("mcp/stripe", { secret: "one" });
  await expect(store("hvs.wrong").read()).rejects.toMatchObject({ failure: "denied" });
});

test("versions count on over a restart, and only the owner can read the file", async () => {
  await vault.put("mcp/stripe", { secret: "one" });
  await vault.close();
  vault = await start();
  expect(await store().read()).toMatchObject({ secret: "one", version: "1" });
  expect(await vault.put("mcp/stripe", { secret: "two" })).toBe(2);
  expect((await stat(join(folder, "vault.json"))).mode & 0o777).toBe(0o600);
});
