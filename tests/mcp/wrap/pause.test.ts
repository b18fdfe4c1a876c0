import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { serverCreated } from "#lib/contract/server.ts";
import { createLog } from "#lib/log.ts";
import { clockLoop } from "#lib/worker/clock-loop.ts";
import { createApiDatabase, tokenOf } from "#tests/support/api.ts";
import { serveApi } from "#tests/support/serve-api.ts";
import { startWireClient } from "./support/wire-client.ts";
import { beginSession, NEIGHBOUR, PROD, textOf, wrappedServer } from "./support/wrap-stage.ts";

const PATIENCE = { timeout: 15_000, interval: 100 };

test("an operator's pause in a real Lanekeeper refuses the next call of the wrapped server, and only that lane's", async () => {
  const db = await createApiDatabase();
  const [api, folder] = await Promise.all([serveApi(), mkdtemp(join(tmpdir(), "lanekeeper-wrap-"))]);
  const clock = new AbortController();
  const clockEnded = clockLoop(db, createLog("worker"), clock.signal);
  const headers = { authorization: `Bearer ${await tokenOf(db, "admin")}`, "content-type": "application/json" };
  const send = async (path: string, body: unknown): Promise<unknown> => {
    const answer = await fetch(`${api.url}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    expect(answer.ok).toBe(true);
    return answer.json();
  };
  const { key } = serverCreated.parse(await send("servers", { name: "github-tools" }));
  const lane = (name: string, tool: string, variable: string) => ({
    name,
    provider: "github",
    store: { type: "file", path: "key" },
    inject: { env: variable },
    routes: [{ tool }],
  });
  const lanes = [lane(PROD, "who", "TOKEN"), lane(NEIGHBOUR, "echo", "CI_TOKEN")];
  await writeFile(join(folder, "key"), "key-3");
  const config = join(folder, "lanekeeper.yaml");
  await writeFile(config, stringify({ url: api.url, server: "github-tools", state_dir: "state", lanes }));
  const client = startWireClient(wrappedServer(config), { LANEKEEPER_KEY: key });
  try {
    await beginSession(client);
    expect(textOf(await client.callTool("who"))).toContain("key-3");
    const laneId = await vi.waitFor(async () => {
      const [row] = await db.query<{ id: string }>("SELECT id FROM lane WHERE name = $1 AND health IS NOT NULL", [PROD]);
      expect(row).toBeDefined();
      return row?.id ?? "";
    }, PATIENCE);
    await send(`lanes/${laneId}/commands`, { kind: "pause", reason: "leaked" });
    await vi.waitFor(async () => {
      const [row] = await db.query<{ status: string }>("SELECT status FROM command WHERE kind = 'pause'");
      expect(row?.status).toBe("succeeded");
    }, PATIENCE);
    const refused = await client.callTool("who");
    expect(refused.result).toMatchObject({ isError: true });
    expect(textOf(refused)).toContain('"code":"lane_paused"');
    expect(textOf(await client.callTool("echo", { words: "still here" }))).toBe("still here");
    await send(`lanes/${laneId}/commands`, { kind: "resume", reason: "replaced" });
    await vi.waitFor(async () => expect(textOf(await client.callTool("who"))).toContain("key-3"), PATIENCE);
    expect(await client.end()).toBe(7);
  } finally {
    client.process.kill("SIGKILL");
    await client.ended;
    await api.close();
    clock.abort();
    await clockEnded;
    await rm(folder, { recursive: true });
  }
});
