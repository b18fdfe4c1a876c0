import { beforeAll, describe, expect, it } from "vitest";
import { authenticate } from "#lib/auth/authenticate.ts";
import { mintServerKey } from "#lib/auth/mint-key.ts";
import { createToken } from "#lib/auth/tokens/create-token.ts";
import { disableUser } from "#lib/auth/users/disable-user.ts";
import { resetUser } from "#lib/auth/users/reset-user.ts";
import { parseServerKey } from "#lib/contract/key.ts";
import type { Database } from "#lib/db/database.ts";
import { forget } from "#lib/db/shared.ts";
import { createServer, createServerKey, revokeServerKey } from "#lib/pipeline/register/index.ts";
import { NIGHT as NOW } from "#tests/pipeline/reporter.ts";
import { contextOf, createApiDatabase, recordedActions, signedIn } from "#tests/support/api.ts";

const HOUR_MS = 3_600_000;

let db: Database;

beforeAll(async () => {
  db = await createApiDatabase();
});

const as = async (credential: Record<string, string>, now = NOW) =>
  (await authenticate(db, new Headers(credential), now))?.actor ?? null;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const input = (name: string) => ({ name, environment: "production", presence: "always_on" as const });

async function register(name: string): Promise<string> {
  const { text, ...key } = await mintServerKey(db, NOW);
  await createServer({ ctx: contextOf(db), input: input(name), key });
  return text;
}

describe("a server key", () => {
  it("speaks for its server", async () => {
    const key = await register("github-tools");
    expect(await as(bearer(key))).toMatchObject({ kind: "server", name: "github-tools", keyKind: "service", auth: "server_key" });
  });

  it("carries the one fingerprint key of the installation, which is stored sealed", async () => {
    const [one, two] = [await register("one"), await register("two")].map((key) => parseServerKey(key)?.fingerprintKey);
    expect(one).toMatch(/^[0-9a-f]{32}$/);
    expect(two).toBe(one);
    const [row] = await db.query<{ sealed: Buffer }>("SELECT fingerprint_key_sealed AS sealed FROM installation");
    expect(row?.sealed.includes(one ?? "")).toBe(false);
  });

  it("is stored as a hash only", async () => {
    const secret = parseServerKey(await register("hashed"))?.secret ?? "";
    const rows = await db.query<{ row: string }>("SELECT server_key::text AS row FROM server_key");
    expect(rows.some(({ row }) => row.includes(secret) || row.includes(Buffer.from(secret).toString("hex")))).toBe(false);
  });

  it("is nobody's with one character changed", async () => {
    const key = await register("changed");
    const at = "lk_srv_".length + 12 + 1;
    const wrong = `${key.slice(0, at)}${key[at] === "0" ? "1" : "0"}${key.slice(at + 1)}`;
    for (const text of [wrong, key.slice(0, -1), `${key}0`, "lk_srv_", key.toUpperCase()])
      expect(await as(bearer(text))).toBeNull();
  });

  it("ends with its next request once revoked, while the other key goes on", async () => {
    const first = await register("rotating");
    const { text: second, ...key } = await mintServerKey(db, NOW);
    await createServerKey({ ctx: contextOf(db), server: "rotating", key });
    expect(await as(bearer(second))).not.toBeNull();
    await revokeServerKey({ ctx: contextOf(db), server: "rotating", keyId: parseServerKey(first)?.id ?? "" });
    expect(await as(bearer(first))).toBeNull();
    expect(await as(bearer(second))).toMatchObject({ name: "rotating" });
  });

  it("remembers its last use, at most once a minute", async () => {
    const key = await register("used");
    const used = async () =>
      (await db.query<{ at: Date }>("SELECT last_used_at AS at FROM server_key WHERE id = $1", [parseServerKey(key)?.id]))[0]?.at;
    await as(bearer(key), NOW);
    await as(bearer(key), new Date(NOW.getTime() + 30_000));
    expect(await used()).toEqual(NOW);
    const later = new Date(NOW.getTime() + 61_000);
    await as(bearer(key), later);
    expect(await used()).toEqual(later);
  });
});

describe("an API token", () => {
  it("holds its role until it expires or is revoked", async () => {
    const input = { name: "deploy", role: "operator", expires_in_days: 1 };
    const { id, text, expiresAt } = await createToken({ ctx: contextOf(db, "admin", NOW), input });
    expect(expiresAt.getTime()).toBe(NOW.getTime() + 24 * HOUR_MS);
    expect(await as(bearer(text))).toMatchObject({ kind: "token", name: "deploy", role: "operator" });
    expect(await as(bearer(text), expiresAt)).toBeNull();
    await db.query("UPDATE api_token SET revoked_at = now() WHERE id = $1", [id]);
    expect(await as(bearer(text))).toBeNull();
  });
});

describe("the bootstrap token", () => {
  const token = "a-bootstrap-token-of-tests";
  it("is an admin for 24 h after the first start, and audited once per process", async () => {
    await db.query("UPDATE installation SET created_at = $1", [NOW]);
    expect(await as(bearer(token))).toMatchObject({ kind: "token", id: "bootstrap", role: "admin" });
    await as(bearer(token));
    const uses = async () => (await recordedActions(db)).filter((action) => action === "token.bootstrap_used").length;
    expect(await uses()).toBe(1);
    forget("bootstrap-uses");
    await as(bearer(token), new Date(NOW.getTime() + 24 * HOUR_MS));
    expect(await uses()).toBe(2);
  });

  it("is nothing after that, nor when it is another", async () => {
    expect(await as(bearer(token), new Date(NOW.getTime() + 24 * HOUR_MS + 1))).toBeNull();
    expect(await as(bearer(`${token}x`))).toBeNull();
  });
});

describe("a session", () => {
  it("ends at once when its user is disabled or reset, or gets another role", async () => {
    await signedIn(db, "admin", "stays@example.com");
    const disabled = await signedIn(db, "admin", "out@example.com");
    const reset = await signedIn(db, "operator", "new@example.com");
    expect(await as({ cookie: reset.cookie })).toMatchObject({ kind: "operator", name: "new@example.com", role: "operator" });
    await db.query("UPDATE app_user SET role = 'viewer' WHERE id = $1", [reset.user.id]);
    expect(await as({ cookie: reset.cookie })).toMatchObject({ role: "viewer" });
    await disableUser({ ctx: contextOf(db), input: { email: "out@example.com" } });
    await resetUser({ ctx: contextOf(db), input: { email: "new@example.com" } });
    expect(await as({ cookie: disabled.cookie })).toBeNull();
    expect(await as({ cookie: reset.cookie })).toBeNull();
  });
});
