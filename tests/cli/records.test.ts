import { execFile } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { authenticate } from "#lib/auth/authenticate.ts";
import { signInWithLink, signInWithPassword } from "#lib/auth/sign-in.ts";
import type { Database } from "#lib/db/database.ts";
import { childEnvironment } from "#lib/env.ts";
import { createApiDatabase } from "#tests/support/api.ts";

let db: Database;

beforeAll(async () => {
  db = await createApiDatabase();
});

interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs the real command line on this file's database. */
function lanekeeper(args: string[], input = ""): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: childEnvironment({ DATABASE_URL: db.url, LANEKEEPER_URL: "https://keeper.example.com" }) };
    const child = execFile(process.execPath, ["lib/cli/main.mjs", ...args], options, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
    child.stdin?.end(input);
  });
}

const json = async (...args: string[]) => JSON.parse((await lanekeeper([...args, "--json"])).out) as Record<string, string>;
const open = (link = "") =>
  signInWithLink({ db, address: null, now: new Date() }, { token: new URL(link).searchParams.get("token") ?? "" });

describe("users", () => {
  it("are added with a link that signs in, reset, and disabled", async () => {
    await lanekeeper(["user", "add", "--email", "root@example.com", "--role", "admin"]);
    const { link } = await json("user", "add", "--email", "ann@example.com", "--role", "operator");
    expect(link).toMatch(/^https:\/\/keeper\.example\.com\/sign-in\?token=/);
    expect((await open(link)).user).toMatchObject({ email: "ann@example.com", role: "operator" });
    const { link: next } = await json("user", "reset", "--email", "ann@example.com");
    expect((await open(next)).user?.email).toBe("ann@example.com");
    expect((await lanekeeper(["user", "disable", "--email", "ann@example.com"])).code).toBe(0);
    expect((await lanekeeper(["user", "disable", "--email", "ann@example.com"])).code).toBe(1);
  });

  it("take a password from standard input, never from the arguments", async () => {
    const password = "read from a pipe";
    const added = await lanekeeper(
      ["user", "add", "--email", "bob@example.com", "--role", "viewer", "--password-stdin"],
      `${password}\n`,
    );
    expect(added.code).toBe(0);
    const input = { email: "bob@example.com", password };
    expect((await signInWithPassword({ db, address: null, now: new Date() }, input)).user?.role).toBe("viewer");
  });
});

describe("servers and tokens", () => {
  it("print a key that works, once", async () => {
    const { key } = await json("server", "add", "--name", "crm", "--environment", "staging", "--presence", "on_demand");
    const { token } = await json("token", "create", "--name", "ci", "--role", "viewer", "--expires-in-days", "7");
    for (const [text, name] of [
      [key, "crm"],
      [token, "ci"],
    ]) {
      const caller = await authenticate(db, new Headers({ authorization: `Bearer ${text}` }), new Date());
      expect(caller?.actor.name).toBe(name);
    }
    const { key: laptop, kind } = await json("server", "key", "--name", "crm", "--kind", "workstation");
    expect(kind).toBe("workstation");
    const developer = await authenticate(db, new Headers({ authorization: `Bearer ${laptop}` }), new Date());
    expect(developer?.actor).toMatchObject({ name: "crm", keyKind: "workstation" });
    expect((await lanekeeper(["server", "key", "--name", "crm", "--kind", "fleet"])).code).toBe(1);
    const listed = (await lanekeeper(["server", "list"])).out;
    expect(listed).toBe("crm  staging  never_reported  0 lanes\n");
  });
});

describe("exit codes", () => {
  const cases: [args: string[], code: number, err: RegExp][] = [
    [["user"], 2, /^Usage:/],
    [["user", "add", "--email", "cy@example.com"], 2, /--role/],
    [["user", "add", "--email", "cy@example.com", "--role", "viewer", "--pasword"], 2, /^Usage:/],
    [["user", "add", "--email", "cy", "--role", "god"], 1, /input\.email: must be an e-mail address; input\.role:/],
    [["user", "reset", "--email", "nobody@example.com"], 1, /There is no such enabled user/],
    [["token", "create", "--name", "x", "--role", "viewer", "--expires-in-days", "soon"], 1, /input\.expires_in_days/],
  ];
  it.each(cases)("%j is %i", async (args, code, err) => {
    const ran = await lanekeeper(args);
    expect([ran.code, ran.out]).toEqual([code, ""]);
    expect(ran.err).toMatch(err);
  });
});
