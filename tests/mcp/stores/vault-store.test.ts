import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type VaultStoreOptions, vaultStore } from "#lib/mcp/index.ts";
import { describeStore, expectFailure } from "../support/store-contract.ts";
import { startVault, type VaultSimulator } from "../support/vault-simulator.ts";

const PATH = "mcp/github";

describeStore("vault", async () => {
  const vault = await startVault();
  return {
    store: vaultStore({ url: vault.http.url, auth: { token: vault.issueToken() }, path: PATH, pollMs: 40 }),
    put: async ({ secret, expiresAt, scopes }) =>
      vault.put(PATH, { secret, ...(expiresAt ? { expires_at: expiresAt.toISOString() } : {}), ...(scopes ? { scopes } : {}) }),
    reads: () => vault.http.requests.filter(({ method, path }) => method === "GET" && path.includes("/data/")).length,
    deny: async () => {
      vault.state = "forbidden";
    },
    cut: () => vault.close(),
    close: () => vault.close(),
  };
});

let vault: VaultSimulator;
const ends: (() => void)[] = [];
beforeEach(async () => {
  vault = await startVault();
  vault.put(PATH, { secret: "s3cret" });
});
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await vault.close();
});

const open = (options: Partial<VaultStoreOptions> = {}) =>
  vaultStore({ url: vault.http.url, auth: { token: vault.issueToken() }, path: PATH, pollMs: 30, ...options });
const paths = () => vault.http.requests.map(({ method, path }) => `${method} ${path}`);
const logins = () => paths().filter((path) => path.endsWith("/login")).length;

describe("what a secret of KV version 2 says", () => {
  test("its version is the generation, and its making the issue", async () => {
    vault.put(PATH, { secret: "newer", owner: "platform" });
    const version = await open().read();
    expect(version).toMatchObject({ secret: "newer", version: "2", revision: "2", expiresAt: null });
    expect(Math.abs((version?.issuedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(10_000);
  });

  test("the end may stand in its custom metadata, and its own field wins", async () => {
    vault.setCustomMetadata(PATH, { expires_at: "2027-01-01T00:00:00Z", owner: "platform" });
    expect(await open().read()).toMatchObject({ expiresAt: new Date("2027-01-01T00:00:00Z") });
    vault.put(PATH, { secret: "newer", expires_at: "never" });
    expect(await open().read()).toMatchObject({ expiresAt: "never" });
  });

  test("the secret may stand in a field of another name, and scopes in one text, as the command line writes them", async () => {
    vault.put(PATH, { token: "t0ken", scopes: "repo issues:write", version: "17" });
    expect(await open({ field: "token" }).read()).toMatchObject({
      secret: "t0ken",
      scopes: ["repo", "issues:write"],
      version: "17",
      revision: "2",
    });
  });

  test("a field that is missing is named, and none is quoted", async () => {
    vault.put(PATH, { password: "hunter2-hunter2" });
    const error = await expectFailure(open().read(), "invalid");
    expect(error.message).toContain("secret");
    expect(error.message).not.toContain("hunter2");
  });

  test.each(["delete", "destroy"] as const)(
    "a version after %s is told apart from an empty place, and can be followed",
    async (how) => {
      vault.put(PATH, { secret: "newer" });
      vault.remove(PATH, how);
      const error = await expectFailure(open().read(), "deleted");
      expect(error.message).toContain("Version 2");
      await open().write?.({ secret: "next" }, null);
      expect(await open().read()).toMatchObject({ secret: "next", version: "3" });
    },
  );

  test("what else it holds stays when it is written", async () => {
    vault.put(PATH, { secret: "old", owner: "platform", version: "9" });
    const store = open();
    await store.write?.({ secret: "new" }, await store.read());
    const { body } = vault.http.requests.at(-1) ?? { body: "" };
    expect(JSON.parse(body)).toEqual({
      options: { cas: 2 },
      data: { secret: "new", owner: "platform", expires_at: null },
    });
  });
});

describe("where it asks", () => {
  test("each part of the path is encoded, mount and namespace are sent", async () => {
    vault.namespace = "team-a";
    const odd = "mcp/git hub?x=1";
    await expect(open({ namespace: "team-a", mount: "/kv/mcp/", path: `/${odd}/` }).read()).resolves.toBeNull();
    expect(paths()).toEqual(["GET /v1/kv/mcp/data/mcp/git%20hub%3Fx%3D1"]);
    await expectFailure(open().read(), "denied");
  });

  test("a path before the API stays, as behind a proxy", async () => {
    await open({ url: `${vault.http.url}/vault/` }).read();
    expect(paths()).toEqual(["GET /vault/v1/secret/data/mcp/github"]);
  });

  test("an address without TLS is refused unless it is this machine's, or accepted", () => {
    const url = "http://vault.internal:8200";
    expect(() => open({ url })).toThrow("https");
    expect(() => open({ url, allowInsecure: true })).not.toThrow();
  });

  test("the author's own fetch is used, as for a certificate authority of theirs", async () => {
    const own = vi.fn<typeof fetch>((...request) => fetch(...request));
    await open({ fetch: own }).read();
    expect(own).toHaveBeenCalledOnce();
  });
});

describe("what Vault answers instead", () => {
  test.each([
    ["sealed", "unavailable", undefined, "Vault is sealed"],
    ["limited", "rate_limited", 7, "quota"],
    ["forbidden", "denied", undefined, "permission denied"],
  ] as const)("%s is %s", async (state, failure, retryAfterS, words) => {
    vault.state = state;
    const error = await expectFailure(open().read(), failure);
    expect(error.retryAfterS).toBe(retryAfterS);
    expect(error.message).toContain(words);
  });

  test("a page that is no answer of Vault's is not taken for a secret", async () => {
    const page: typeof fetch = async () => new Response("<html>", { status: 200 });
    await expectFailure(open({ fetch: page }).read(), "invalid");
    const moved: typeof fetch = async () => new Response(null, { status: 307, headers: { location: "https://elsewhere" } });
    await expectFailure(open({ fetch: moved }).read(), "rejected");
  });
});

describe("a token", () => {
  test("from a file is read again when it was refused", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lanekeeper-vault-"));
    try {
      const tokenFile = join(folder, "token");
      const first = vault.issueToken();
      await writeFile(tokenFile, `${first}\n`);
      const store = open({ auth: { tokenFile } });
      await store.read();
      vault.revokeToken(first);
      await expectFailure(store.read(), "denied");
      await writeFile(tokenFile, vault.issueToken());
      expect(await store.read()).toMatchObject({ secret: "s3cret" });
      await rm(tokenFile);
      expect(await store.read()).toMatchObject({ secret: "s3cret" });
      await expectFailure(open({ auth: { tokenFile } }).read(), "denied");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("is renewed while its lane is watched, and only where that helps", async () => {
    const watched = async (token: string) => {
      const store = open({ auth: { token } });
      await store.read();
      const end = store.watch?.(() => {}) ?? (() => {});
      ends.push(end);
      return end;
    };
    const [short, nearItsEnd] = [vault.issueToken(1), vault.issueToken(3, { maxS: 3 })];
    const endShort = await watched(short);
    for (const token of [nearItsEnd, vault.issueToken(0), vault.issueToken(2, { renewable: false })]) await watched(token);
    await vi.waitFor(() => expect(vault.renewalsOf(nearItsEnd)).toBe(1), { timeout: 5_000 });
    endShort();
    const renewals = vault.renewalsOf(short);
    expect(renewals).toBeGreaterThanOrEqual(2);
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect([vault.renewalsOf(short), vault.renewalsOf(nearItsEnd)]).toEqual([renewals, 1]);
    expect(paths().filter((path) => path.includes("renew-self"))).toHaveLength(renewals + 1);
  });
});

describe("AppRole", () => {
  const auth = { roleId: "role-1", secretId: "secret-id-1" };

  test("logs in once for many reads, and again when its token ends", async () => {
    vault.role.ttlS = 1;
    const store = open({ auth });
    await Promise.all([store.read(), open({ auth }).read()]);
    expect(logins()).toBe(2);
    await store.read();
    expect(logins()).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await store.read()).toMatchObject({ secret: "s3cret" });
    expect(logins()).toBe(3);
  });

  test("is not logged in again where the policy refuses: the next token would be refused too", async () => {
    const store = open({ auth });
    await store.read();
    vault.state = "forbidden";
    await expectFailure(store.read(), "denied");
    expect(logins()).toBe(1);
  });

  test("a wrong secret id is a refusal, and is not quoted", async () => {
    const secretId = () => Promise.resolve("wrong-secret-id");
    const error = await expectFailure(open({ auth: { ...auth, secretId } }).read(), "denied");
    expect(error.message).toContain("invalid role or secret ID");
    expect(error.message).not.toContain("wrong-secret-id");
  });

  test("a mount of its own is asked", async () => {
    await expectFailure(open({ auth: { ...auth, mount: "approle-ci" } }).read(), "denied");
    expect(paths()).toEqual(["POST /v1/auth/approle-ci/login"]);
  });
});
