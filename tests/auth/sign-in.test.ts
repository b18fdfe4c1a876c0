import { beforeAll, describe, expect, it } from "vitest";
import { createLink } from "#lib/auth/create-link.ts";
import { hashPassword } from "#lib/auth/password.ts";
import { signInWithLink, signInWithPassword } from "#lib/auth/sign-in.ts";
import { disableUser } from "#lib/auth/users/disable-user.ts";
import type { Database } from "#lib/db/database.ts";
import { insertUser, type UserRow } from "#lib/db/users.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { NIGHT as START } from "#tests/pipeline/reporter.ts";
import { contextOf, createApiDatabase } from "#tests/support/api.ts";

const PASSWORD = "correct horse battery";
const at = (seconds: number): Date => new Date(START.getTime() + seconds * 1_000);

let db: Database;
let passwordHash: string;

beforeAll(async () => {
  db = await createApiDatabase();
  passwordHash = await hashPassword(PASSWORD);
  await insertUser(db, { email: "root@example.com", role: "admin", passwordHash: null });
});

async function person(email: string): Promise<UserRow> {
  const user = await insertUser(db, { email, role: "operator", passwordHash });
  if (user === null) throw new Error("taken");
  return user;
}

const tryPassword = (email: string, password: string, now = START, address: string | null = null) =>
  signInWithPassword({ db, address, now }, { email, password });
const lastAction = async () => (await db.query<Record<string, unknown>>("SELECT * FROM action ORDER BY id DESC LIMIT 1"))[0];

describe("with e-mail and password", () => {
  it("lets the right ones in, whatever the case of the e-mail, and says so in the audit", async () => {
    const { id } = await person("ann@example.com");
    expect((await tryPassword(" Ann@Example.com ", PASSWORD, START, "192.0.2.1")).user?.id).toBe(id);
    expect(await lastAction()).toMatchObject({ action: "auth.signed_in", actor_id: id, auth: "password", address: "192.0.2.1" });
    const [row] = await db.query("SELECT last_sign_in_at FROM app_user WHERE id = $1", [id]);
    expect(row).toEqual({ last_sign_in_at: START });
  });

  it("refuses a wrong password and says nothing of it but to the audit", async () => {
    const { id } = await person("bob@example.com");
    expect(await tryPassword("bob@example.com", "wrong")).toEqual({ user: null, why: "refused" });
    expect(await lastAction()).toMatchObject({ action: "auth.sign_in_refused", actor_id: id, outcome: "refused" });
  });

  it("does not keep what was typed as the e-mail of nobody", async () => {
    expect(await tryPassword("my-password-by-mistake", "x")).toEqual({ user: null, why: "refused" });
    expect(await lastAction()).toMatchObject({ action: "auth.sign_in_refused", actor_name: "unknown user" });
    const kept = await db.query(
      "SELECT 1 FROM throttle WHERE key LIKE '%my-password%' UNION SELECT 1 FROM action WHERE summary LIKE '%my-password%'",
    );
    expect(kept).toEqual([]);
  });

  it("refuses a disabled user and one without a password", async () => {
    await person("gone@example.com");
    await disableUser({ ctx: contextOf(db), input: { email: "gone@example.com" } });
    expect((await tryPassword("gone@example.com", PASSWORD)).user).toBeNull();
    expect((await tryPassword("root@example.com", "")).user).toBeNull();
  });
});

describe("throttling", () => {
  it("makes an e-mail wait after five failures, longer each time, and forgets them on success", async () => {
    await person("cat@example.com");
    for (let i = 0; i < 5; i += 1) expect(await tryPassword("cat@example.com", "wrong")).toEqual({ user: null, why: "refused" });
    expect(await tryPassword("cat@example.com", PASSWORD, at(0.5))).toEqual({ user: null, why: "throttled" });
    expect(await tryPassword("cat@example.com", "wrong", at(1))).toEqual({ user: null, why: "refused" });
    expect(await tryPassword("cat@example.com", PASSWORD, at(2.9))).toEqual({ user: null, why: "throttled" });
    expect((await tryPassword("cat@example.com", PASSWORD, at(3))).user?.email).toBe("cat@example.com");
    expect(await tryPassword("cat@example.com", "wrong", at(3))).toEqual({ user: null, why: "refused" });
  });

  it("waits five minutes at most, and starts afresh after a quiet hour", async () => {
    for (let i = 0; i < 5; i += 1) await tryPassword("dog@example.com", "wrong");
    await db.query("UPDATE throttle SET failures = 5000");
    expect(await tryPassword("dog@example.com", "wrong", at(299))).toEqual({ user: null, why: "throttled" });
    expect(await tryPassword("dog@example.com", "wrong", at(300))).toEqual({ user: null, why: "refused" });
    expect(await tryPassword("dog@example.com", "wrong", at(300 + 3_600))).toEqual({ user: null, why: "refused" });
    expect(await tryPassword("dog@example.com", "wrong", at(300 + 3_600))).toEqual({ user: null, why: "refused" });
  });

  it("keeps no key that was quiet for an hour, once somebody signs in", async () => {
    await person("jo@example.com");
    await tryPassword("nobody-at-all@example.com", "x");
    await tryPassword("jo@example.com", PASSWORD, at(4_000));
    expect(await db.query("SELECT key FROM throttle WHERE started_at <= $1", [START])).toEqual([]);
  });

  it("lets no more guesses through when they come all at once", async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => tryPassword("eve@example.com", "wrong")));
    expect(results.filter((result) => result.user === null && result.why === "refused")).toHaveLength(5);
  });

  it("makes an address wait that tries many e-mails, and counts no success against it", async () => {
    await person("fay@example.com");
    const from = "198.51.100.7";
    for (let i = 0; i < 19; i += 1) await tryPassword(`nobody-${i}@example.com`, "x", START, from);
    expect((await tryPassword("fay@example.com", PASSWORD, START, from)).user?.email).toBe("fay@example.com");
    expect(await tryPassword("nobody-20@example.com", "x", START, from)).toEqual({ user: null, why: "refused" });
    expect(await tryPassword("fay@example.com", PASSWORD, START, from)).toEqual({ user: null, why: "throttled" });
    expect((await tryPassword("fay@example.com", PASSWORD, START, "198.51.100.8")).user?.email).toBe("fay@example.com");
  });
});

describe("with a one-time link", () => {
  const open = (token: string, now = START) => signInWithLink({ db, address: null, now }, { token });
  const linkOf = (user: UserRow) => db.recordTransaction((tx) => createLink(tx, user, SYSTEM, START));

  it("signs in once", async () => {
    const user = await person("gil@example.com");
    const token = await linkOf(user);
    const both = await Promise.all([open(token), open(token)]);
    expect(both.filter((result) => result.user?.id === user.id)).toHaveLength(1);
    expect(await open(token)).toEqual({ user: null, why: "refused" });
  });

  it("ends after 24 h, with a newer link, and with its user", async () => {
    const user = await person("hal@example.com");
    const old = await linkOf(user);
    expect((await open(old, at(86_400))).user).toBeNull();
    const newer = await linkOf(user);
    expect((await open(old)).user).toBeNull();
    await disableUser({ ctx: contextOf(db, "admin", START), input: { email: user.email } });
    expect((await open(newer)).user).toBeNull();
  });

  it("keeps only a hash of the token", async () => {
    const token = await linkOf(await person("ida@example.com"));
    const rows = await db.query<{ hash: string }>("SELECT encode(token_hash, 'hex') AS hash FROM sign_in_link");
    expect(rows.some(({ hash }) => hash === token || hash.length !== 64)).toBe(false);
  });
});
