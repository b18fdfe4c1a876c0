import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CommandRequest } from "#lib/contract/command.ts";
import { serverCreated } from "#lib/contract/server.ts";
import type { Database } from "#lib/db/database.ts";
import { HOUR } from "#lib/domain/clock/instant.ts";
import { OK, startProviderPeer, UNAUTHORIZED } from "#tests/mcp/support/provider-peer.ts";
import { LANES, type LaneName } from "./live-as-replica.ts";
import { type Replica, startReplica } from "./replica.ts";
import { readSpools, type Spooled } from "./spooled.ts";
import { startUnsteadyNetwork, type UnsteadyNetwork } from "./unsteady-network.ts";

/** A Lanekeeper that runs, and the token of its administrator. */
export interface RunningLanekeeper {
  url: string;
  database: Database;
  token: string;
}

/** A registered server whose replicas reach Lanekeeper only as the weather allows, and their provider always. */
export interface Scene {
  server: string;
  network: UnsteadyNetwork;
  replicas: Replica[];
  /** Starts a replica whose clock is so far behind. */
  start(name: string, behindMs: number): Replica;
  /** An operator pauses a lane. */
  pause(lane: LaneName): Promise<void>;
  /** The provider ends the credential of a lane. */
  revoke(lane: LaneName): void;
  /** Resolves once Lanekeeper contained the lane, and a process of this machine has heard of it. */
  untilContained(lane: LaneName): Promise<void>;
  spools(): Promise<Spooled>;
  end(): Promise<void>;
}

export async function setScene(lanekeeper: RunningLanekeeper, server: string): Promise<Scene> {
  const root = mkdtempSync(join(tmpdir(), "lanekeeper-unreachable-"));
  const [secrets, stateDir] = [join(root, "secrets"), join(root, "state")];
  mkdirSync(secrets);
  for (const lane of LANES) storeKey(join(secrets, lane), keyOf(lane));
  const [provider, network] = await Promise.all([startProviderPeer(), startUnsteadyNetwork(lanekeeper.url)]);
  for (const lane of LANES) provider.answers.set(keyOf(lane), OK);
  const { key } = serverCreated.parse(await send(lanekeeper, "servers", { name: server }));
  const common = { url: network.url, key, server, stateDir, secrets, provider: provider.url };
  const replicas: Replica[] = [];
  return {
    server,
    network,
    replicas,
    start: (name, behindMs) => {
      const replica = startReplica({ ...common, replica: `${server}-${name}`, behindMs });
      replicas.push(replica);
      return replica;
    },
    pause: async (lane) => {
      const order: CommandRequest = { kind: "pause", reason: "rehearsal" };
      const { id } = await until(() => findLane(lanekeeper.database, server, lane));
      await send(lanekeeper, `lanes/${id}/commands`, order);
    },
    revoke: (lane) => void provider.answers.set(keyOf(lane), UNAUTHORIZED),
    untilContained: async (lane) => {
      const kept = join(stateDir, server, "desired.json");
      await until(async () => (await findLane(lanekeeper.database, server, lane))?.control === "contained");
      await until(() => readFileSync(kept, "utf8").includes('"control":"contained"'));
    },
    spools: () => readSpools(stateDir, server),
    end: async () => {
      await Promise.all(replicas.map((replica) => replica.kill()));
      await Promise.all([network.close(), provider.close()]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

const PATIENCE_MS = 60_000;

/** What is there once there is something. Rejects after a minute. */
export async function until<T>(look: () => T | Promise<T>): Promise<NonNullable<Exclude<T, false>>> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen as NonNullable<Exclude<T, false>>;
    if (performance.now() > deadlineMs) throw new Error(`It was not so within ${PATIENCE_MS / 1_000} s: ${look}`);
    await sleep(50);
  }
}

const keyOf = (lane: LaneName): string => `key of ${lane}`;

/** A key that worked for a while and never ends: one that its provider refuses was revoked. */
function storeKey(path: string, secret: string): void {
  const issuedAt = new Date(Date.now() - 2 * HOUR).toISOString();
  writeFileSync(path, JSON.stringify({ secret, version: "1", issued_at: issuedAt, expires_at: "never" }));
}

/** Null until its first report has arrived. */
async function findLane(db: Database, server: string, lane: LaneName): Promise<{ id: string; control: string } | null> {
  const [found] = await db.query<{ id: string; control: string }>(
    "SELECT l.id, l.control FROM lane l JOIN server s ON s.id = l.server_id WHERE s.slug = $1 AND l.name = $2",
    [server, lane],
  );
  return found ?? null;
}

async function send({ url, token }: RunningLanekeeper, path: string, body: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await fetch(`${url}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
