import { expect, it } from "vitest";
import { authenticate, type Caller } from "#lib/auth/authenticate.ts";
import { AccessWatch } from "#lib/auth/watch-access.ts";
import { openDatabase } from "#lib/db/database.ts";
import { disableUserRow } from "#lib/db/users.ts";
import { createApiDatabase, signedIn, tokenOf } from "#tests/support/api.ts";

const DAY_MS = 86_400_000;

it("tells the end of a session, of a token and of a user, each once, and asks once for all", async () => {
  const db = await createApiDatabase();
  const now = new Date();
  const callerOf = async (headers: Record<string, string>): Promise<Caller> => {
    const caller = await authenticate(db, new Headers(headers), now);
    if (caller === null) throw new Error("nobody was let in");
    return caller;
  };
  const stays = await signedIn(db, "viewer");
  const leaves = await signedIn(db, "operator");
  const token = await tokenOf(db, "viewer");
  const watch = new AccessWatch(db);
  const ended: string[] = [];
  const add = async (name: string, headers: Record<string, string>) => watch.add(await callerOf(headers), () => ended.push(name));
  await add("stays", { cookie: stays.cookie });
  await add("leaves", { cookie: leaves.cookie });
  await add("token", { authorization: `Bearer ${token}` });
  const forget = await add("gone before", { cookie: leaves.cookie });
  await watch.check(now);
  expect(ended).toEqual([]);

  forget();
  await disableUserRow(db, leaves.user.id, now);
  await watch.check(now);
  await watch.check(now);
  expect(ended).toEqual(["leaves"]);

  // The token was made for a day.
  await watch.check(new Date(now.getTime() + 2 * DAY_MS));
  expect(ended).toEqual(["leaves", "token"]);
  // A session ends by its own time, whatever Postgres holds.
  await watch.check(new Date(now.getTime() + 400 * DAY_MS));
  expect(ended).toEqual(["leaves", "token", "stays"]);
});

it("keeps streams open while nobody can tell", async () => {
  const away = openDatabase({ url: "postgres://nobody@127.0.0.1:1/none" });
  const watch = new AccessWatch(away);
  let ended = 0;
  const actor = { kind: "token", id: "any", name: "any", role: "viewer", auth: "api_token", address: null } as const;
  watch.add({ actor, session: null }, () => {
    ended += 1;
  });
  await expect(watch.check()).rejects.toThrow();
  expect(ended).toBe(0);
  await away.close();
});
