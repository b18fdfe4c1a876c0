import type { CredentialsConfig } from "next-auth/providers/credentials";
import { beforeAll, describe, expect, it } from "vitest";
import { nextAuthOptions } from "#lib/auth/next-auth-options.ts";
import { hashPassword } from "#lib/auth/password.ts";
import { insertUser } from "#lib/db/users.ts";
import { createApiDatabase, whilePostgresIsAway } from "#tests/support/api.ts";

const EMAIL = "ann@example.com";
const PASSWORD = "correct horse battery";

beforeAll(async () => {
  const db = await createApiDatabase();
  await insertUser(db, { email: EMAIL, role: "operator", passwordHash: await hashPassword(PASSWORD) });
});

function signIn(id: string, input: Record<string, unknown> | undefined) {
  const provider = nextAuthOptions(new Headers()).providers.find((each) => each.id === id) as CredentialsConfig;
  return provider.authorize(input as Record<string, string>, { headers: {}, query: {}, body: {}, method: "POST" });
}

describe("what next-auth is told", () => {
  it("is the user and the version of their sessions, or nothing", async () => {
    expect(await signIn("credentials", { email: EMAIL, password: PASSWORD })).toMatchObject({ sessionVersion: 1 });
    expect(await signIn("credentials", { email: EMAIL, password: "wrong" })).toBeNull();
    for (const input of [undefined, {}, { email: [EMAIL], password: { a: 1 } }])
      expect(await signIn("credentials", input)).toBeNull();
    expect(await signIn("link", { token: "unknown" })).toBeNull();
  });

  it("is one word where somebody has to wait", async () => {
    const guess = () => signIn("credentials", { email: "bob@example.com", password: "wrong" });
    for (let i = 0; i < 5; i += 1) await guess();
    await expect(guess()).rejects.toThrow(/^Throttled$/);
  });

  it("is one word while Postgres is away, never an error's own text", async () => {
    await whilePostgresIsAway(() =>
      expect(signIn("credentials", { email: EMAIL, password: PASSWORD })).rejects.toThrow(/^Unavailable$/),
    );
  });

  it("is to send nobody to another site", async () => {
    const { callbacks } = nextAuthOptions(new Headers());
    const baseUrl = "http://localhost:55200";
    expect(await callbacks?.redirect?.({ url: "https://evil.example/x", baseUrl })).toBe(`${baseUrl}/`);
    expect(await callbacks?.redirect?.({ url: "/lanes?health=revoked", baseUrl })).toBe(`${baseUrl}/lanes?health=revoked`);
  });
});
