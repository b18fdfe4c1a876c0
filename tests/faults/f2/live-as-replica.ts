import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { InMemoryTransport, McpServer } from "@modelcontextprotocol/server";
import { laneRefusal, REFUSAL_META_KEY } from "#lib/contract/refusal.ts";
import { createKeeper, fileStore, type LaneOptions } from "#lib/mcp/index.ts";

/** What a replica is told on its command line. */
export interface ReplicaLife {
  url: string;
  key: string;
  server: string;
  replica: string;
  stateDir: string;
  /** Folder that holds a file for each lane's credential. */
  secrets: string;
  provider: string;
  /** How far its clock is behind the true time. */
  behindMs: number;
}

export const LANES = ["healthy", "paused", "contained"] as const;
export type LaneName = (typeof LANES)[number];

/** What became of one call on each lane: `ok`, or the code of the refusal. */
export type Round = Record<LaneName, string> & {
  /** Calls that changed something and were answered, so far: each is an event that must not be lost. */
  writes: number;
};

const WANTED = { healthy: "ok", paused: "lane_paused", contained: "credential_revoked" } as const;

/** Whether every lane answers as it was left. */
export const isAsWanted = (round: Round): boolean => LANES.every((lane) => round[lane] === WANTED[lane]);

export interface LiveReplica {
  callAll(): Promise<Round>;
  /** What the gate adds to a call that changes something, in microseconds: the least of a few medians, beside the same call without a lane. */
  measureGate(): Promise<number>;
  stop(): Promise<void>;
}

const BATCHES = 5;
const CALLS = 100;

/** Runs the real SDK around a real MCP server, with a real client to call its tools. */
export async function liveAsReplica(life: ReplicaLife): Promise<LiveReplica> {
  const { url, key, server, replica, stateDir, behindMs } = life;
  const keeper = createKeeper({
    url,
    key,
    server,
    replica,
    stateDir,
    heartbeatS: 1,
    whenUnknown: "refuse",
    now: () => new Date(Date.now() - behindMs),
    lanes: LANES.map((name) => laneOf(name, life)),
  });
  await keeper.start();
  const mcp = new McpServer({ name: server, version: "1.0.0" });
  keeper.protect(mcp);
  const done = { content: [{ type: "text" as const, text: "done" }] };
  for (const name of LANES) {
    mcp.registerTool(name, {}, async () => {
      await keeper.lane(name).fetch("/things", { method: "POST" });
      return done;
    });
  }
  mcp.registerTool("gated", {}, async () => done);
  mcp.registerTool("bare", {}, async () => done);
  const client = new Client({ name: "agent", version: "1.0.0" });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([mcp.connect(far), client.connect(near)]);
  let writes = 0;
  const use = async (name: string): Promise<string> => {
    const result = await client.callTool({ name, arguments: {} });
    if (result.isError) return laneRefusal.safeParse(result._meta?.[REFUSAL_META_KEY]).data?.code ?? JSON.stringify(result);
    if (name !== "bare") writes += 1;
    return "ok";
  };
  return {
    callAll: async () => ({
      healthy: await use("healthy"),
      paused: await use("paused"),
      contained: await use("contained"),
      writes,
    }),
    measureGate: async () => {
      const added: number[] = [];
      for (let batch = 0; batch < BATCHES; batch += 1) {
        const times = { gated: [] as number[], bare: [] as number[] };
        for (let n = 0; n < CALLS; n += 1) {
          times.bare.push(await timeUs(() => use("bare")));
          times.gated.push(await timeUs(() => use("gated")));
        }
        added.push(median(times.gated) - median(times.bare));
      }
      return Math.min(...added);
    },
    stop: async () => {
      await client.close();
      await keeper.stop();
    },
  };
}

function laneOf(name: LaneName, { secrets, provider }: ReplicaLife): LaneOptions {
  const tools = name === "healthy" ? [name, "gated"] : [name];
  return {
    name,
    provider: "github",
    kind: "managed_key",
    store: fileStore({ path: join(secrets, name) }),
    routes: tools.map((tool) => ({ tool, side_effect: "write" as const })),
    baseUrl: provider,
    probe: ({ fetch }) => fetch("/user"),
  };
}

async function timeUs(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) * 1_000;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
