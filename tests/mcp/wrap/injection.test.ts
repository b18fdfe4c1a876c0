import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { startHttpPeer } from "#tests/support/http-peer.ts";
import { PROD, setWrapStage, type WrapStage, whoIs } from "./support/wrap-stage.ts";

let stage: WrapStage;
afterEach(() => stage?.close());

const store = { type: "file", path: "prod" };

test("a credential in a file is its owner's alone, and is replaced while the process runs on", async () => {
  const lanes = [{ name: PROD, provider: "github", store, inject: { file: "run/token" } }];
  stage = await setWrapStage({ lanes, handover: "never" });
  const file = join(stage.folder, "run", "token");
  const client = await stage.start();
  const before = await whoIs(client);
  expect(await readFile(file, "utf8")).toBe("key-3");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await stage.store(4, "key-4");
  expect(await stage.adopt(4)).toMatchObject({ status: "succeeded" });
  expect(await readFile(file, "utf8")).toBe("key-4");
  expect(await whoIs(client)).toEqual(before);
});

test("a file holds the old credential again where the fresh process does not start on the new one", async () => {
  stage = await setWrapStage({ lanes: [{ name: PROD, provider: "github", store, inject: { file: "token" } }] });
  const file = join(stage.folder, "token");
  stage.environment.TOKEN_FILE = file;
  const client = await stage.start();
  const before = await whoIs(client);
  expect(before.token).toBe("key-3");
  await stage.store(4, "broken");
  expect(await stage.adopt(4)).toMatchObject({ status: "failed", code: "not_taken_over" });
  expect(await readFile(file, "utf8")).toBe("key-3");
  expect(await whoIs(client)).toEqual(before);
});

test("a server that cannot start on its credential starts at once on the next", async () => {
  stage = await setWrapStage({ lanes: [{ name: PROD, provider: "github", store, inject: { file: "token" } }] });
  stage.environment.TOKEN_FILE = join(stage.folder, "token");
  const client = await stage.start();
  await writeFile(stage.environment.TOKEN_FILE, "broken");
  await client.callTool("die");
  await vi.waitFor(() => expect(client.errors().split("did not start").length).toBeGreaterThan(6), { timeout: 8_000 });
  await stage.store(4, "key-4");
  const startedMs = performance.now();
  expect(await stage.adopt(4)).toMatchObject({ status: "succeeded" });
  expect((await whoIs(client)).token).toBe("key-4");
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});

test("an access token that a grant draws anew reaches the server in a fresh process", async () => {
  let drawn = 0;
  const tokens = await startHttpPeer(() => {
    drawn += 1;
    return { status: 200, body: { access_token: `access-${drawn}`, token_type: "Bearer", expires_in: 4 } };
  });
  const grant = {
    type: "oauth_refresh",
    path: "grant",
    token_url: `${tokens.url}/token`,
    client_id: "crm",
    client_secret: { env: "APP_SECRET" },
  };
  stage = await setWrapStage({ lanes: [{ name: PROD, provider: "hubspot", store: grant, inject: { env: "TOKEN" } }] });
  await writeFile(join(stage.folder, "grant"), JSON.stringify({ refresh_token: "grant-1", version: "1" }));
  stage.environment.APP_SECRET = "app";
  try {
    const client = await stage.start();
    const before = await whoIs(client);
    expect(before.token).toBe("access-1");
    await vi.waitFor(async () => expect((await whoIs(client)).token).toBe("access-2"), { timeout: 8_000, interval: 200 });
    expect((await whoIs(client)).pid).not.toBe(before.pid);
  } finally {
    await tokens.close();
  }
});
