import { beforeEach, describe, expect, it } from "vitest";
import { ensureAdminAndLink } from "#lib/auth/first-admin.ts";
import { signInWithLink, signInWithPassword } from "#lib/auth/sign-in.ts";
import { createToken } from "#lib/auth/tokens/create-token.ts";
import { createUser } from "#lib/auth/users/create-user.ts";
import { disableUser } from "#lib/auth/users/disable-user.ts";
import { resetUser } from "#lib/auth/users/reset-user.ts";
import type { Database } from "#lib/db/database.ts";
import { NIGHT as NOW } from "#tests/pipeline/reporter.ts";
import { contextOf, createApiDatabase, recordedActions } from "#tests/support/api.ts";

const baseUrl = "http://localhost:55200";
let db: Database;

beforeEach(async () => {
  db = await createApiDatabase();
});

const tokenIn = (url: string | null): string => new URL(url ?? "").searchParams.get("token") ?? "";
const open = (token: string) => signInWithLink({ db, address: null, now: NOW }, { token });

describe("the first admin", () => {
  it("gets a one-time link where no password was given, a new one at each start", async () => {
    const first = await ensureAdminAndLink(db, { baseUrl, now: NOW });
    expect(first).toMatch(/^http:\/\/localhost:55200\/sign-in\?token=[0-9a-f]{48}$/);
    const second = await ensureAdminAndLink(db, { baseUrl, now: NOW });
    expect((await open(tokenIn(first))).user).toBeNull();
    expect((await open(tokenIn(second))).user).toMatchObject({ email: "admin@localhost", role: "admin" });
  });

  it("signs in with the password it was given, and gets no link", async () => {
    const input = { email: "Ops@Example.com", password: "long enough to be one" };
    expect(await ensureAdminAndLink(db, { baseUrl, ...input, now: NOW })).toBeNull();
    expect((await signInWithPassword({ db, address: null, now: NOW }, input)).user?.email).toBe("ops@example.com");
  });

  it("is made once, however many processes start", async () => {
    await Promise.all(Array.from({ length: 5 }, () => ensureAdminAndLink(db, { baseUrl, now: NOW })));
    expect(await db.query("SELECT email FROM app_user")).toHaveLength(1);
    expect((await recordedActions(db)).filter((action) => action === "user.created")).toHaveLength(1);
    expect(await db.query("SELECT id FROM installation")).toHaveLength(1);
  });

  it("leaves an installation alone that has another admin", async () => {
    await createUser({ ctx: contextOf(db), input: { email: "ann@example.com", role: "admin" } });
    expect(await ensureAdminAndLink(db, { baseUrl, now: NOW })).toBeNull();
    expect(await db.query("SELECT email FROM app_user")).toEqual([{ email: "ann@example.com" }]);
  });
});

describe("users", () => {
  it("sign in by the link they were made with, and may be made once", async () => {
    const ctx = contextOf(db, "admin", NOW);
    const { token } = await createUser({ ctx, input: { email: "Bea@example.com", role: "viewer" } });
    expect((await open(token ?? "")).user).toMatchObject({ email: "bea@example.com", role: "viewer" });
    await expect(createUser({ ctx, input: { email: "bea@EXAMPLE.com", role: "admin" } })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("lose their password with a reset", async () => {
    const ctx = contextOf(db, "admin", NOW);
    const input = { email: "cy@example.com", role: "operator" as const, password: "long enough to be one" };
    await createUser({ ctx, input });
    const token = await resetUser({ ctx, input });
    expect((await signInWithPassword({ db, address: null, now: NOW }, input)).user).toBeNull();
    expect((await open(token)).user?.email).toBe("cy@example.com");
  });

  it("are not disabled when no admin would be left", async () => {
    const ctx = contextOf(db, "admin", NOW);
    await createUser({ ctx, input: { email: "dee@example.com", role: "admin" } });
    await expect(disableUser({ ctx, input: { email: "dee@example.com" } })).rejects.toMatchObject({ code: "conflict" });
    expect(await db.query("SELECT disabled_at FROM app_user")).toEqual([{ disabled_at: null }]);
    expect(await recordedActions(db)).not.toContain("user.disabled");
  });

  it("are an admin's business, and so are tokens", async () => {
    const ctx = contextOf(db, "operator", NOW);
    const email = "eli@example.com";
    const refused = { code: "forbidden" };
    await expect(createUser({ ctx, input: { email, role: "admin" } })).rejects.toMatchObject(refused);
    await expect(disableUser({ ctx, input: { email } })).rejects.toMatchObject(refused);
    await expect(resetUser({ ctx, input: { email } })).rejects.toMatchObject(refused);
    await expect(createToken({ ctx, input: { name: "x", role: "admin", expires_in_days: 1 } })).rejects.toMatchObject(refused);
    expect(await db.query("SELECT id FROM app_user")).toEqual([]);
  });
});
