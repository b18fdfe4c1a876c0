import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { type LaneDetail, laneDetail } from "#lib/contract/lane.ts";
import { serverCreated } from "#lib/contract/server.ts";
import type { Database } from "#lib/db/database.ts";
import { createLog } from "#lib/log.ts";
import { createKeeper, fileStore, type Keeper, type KeeperOptions, type LaneOptions } from "#lib/mcp/index.ts";
import { clockLoop } from "#lib/worker/clock-loop.ts";
import { createApiDatabase, tokenOf } from "#tests/support/api.ts";
import { serveApi } from "#tests/support/serve-api.ts";
import { type ProviderPeer, startProviderPeer } from "./provider-peer.ts";

export const LANE = "github-prod";
export const PATIENCE = { timeout: 30_000, interval: 100 };

/** How one replica differs from the others. */
export interface FleetReplica {
  /** File of the fleet's folder that holds its credential. */
  store: string;
  pollMs: number;
  hooks?: Pick<LaneOptions, "probe" | "retire" | "adopt">;
  fetch?: KeeperOptions["fetch"];
  transport?: KeeperOptions["transport"];
}

/** A served Lanekeeper whose clock runs, one registered server, a provider, and real keepers that share a lane. */
export interface Fleet {
  db: Database;
  provider: ProviderPeer;
  folder: string;
  keepers: Map<string, Keeper>;
  start(replica: string, differing: FleetReplica): Promise<void>;
  read(path: string): Promise<unknown>;
  /** @throws with the answer, where it is no success */
  send(path: string, body: unknown): Promise<unknown>;
  /** Id of the lane, once so many live replicas serve it. */
  untilServed(by: number): Promise<string>;
  readLane(laneId: string): Promise<LaneDetail>;
  stop(): Promise<void>;
}

export async function startFleet(): Promise<Fleet> {
  const db = await createApiDatabase();
  const [api, provider, folder] = await Promise.all([
    serveApi(),
    startProviderPeer(),
    mkdtemp(join(tmpdir(), "lanekeeper-fleet-")),
  ]);
  const clock = new AbortController();
  const clockEnded = clockLoop(db, createLog("worker"), clock.signal);
  const headers = { authorization: `Bearer ${await tokenOf(db, "admin")}`, "content-type": "application/json" };
  const keepers = new Map<string, Keeper>();
  const read = async (path: string): Promise<unknown> => (await fetch(`${api.url}/api/v1/${path}`, { headers })).json();
  const send = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${api.url}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  const readLane = async (laneId: string) => laneDetail.parse(await read(`lanes/${laneId}`));
  const { key } = serverCreated.parse(await send("servers", { name: "github-tools" }));
  return {
    db,
    provider,
    folder,
    keepers,
    read,
    send,
    readLane,
    async start(replica, { store, pollMs, hooks = {}, fetch: ownFetch, transport = "stream" }) {
      const lane = { name: LANE, provider: "github", routes: [{ tool: "issues_list" }], baseUrl: provider.url };
      const keeper = createKeeper({
        url: api.url,
        key,
        server: "github-tools",
        replica,
        transport,
        stateDir: null,
        heartbeatS: 1,
        whenUnknown: "serve",
        lanes: [{ ...lane, store: fileStore({ path: join(folder, store), pollMs }), ...hooks }],
        ...(ownFetch ? { fetch: ownFetch } : {}),
      });
      keepers.set(replica, keeper);
      await keeper.start();
    },
    async untilServed(by) {
      return vi.waitFor(async () => {
        const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE name = $1 AND health IS NOT NULL", [LANE]);
        const { replicas } = await readLane(lane?.id ?? "");
        expect(replicas.filter(({ live, serving }) => live && serving)).toHaveLength(by);
        return lane?.id ?? "";
      }, PATIENCE);
    },
    async stop() {
      await Promise.all([...keepers.values()].map((keeper) => keeper.stop()));
      await Promise.all([api.close(), provider.close()]);
      clock.abort();
      await clockEnded;
      await rm(folder, { recursive: true });
    },
  };
}
