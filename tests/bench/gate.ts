import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { InMemoryTransport, McpServer } from "@modelcontextprotocol/server";
import { createKeeper, fileStore, type Keeper } from "#lib/mcp/index.ts";
import { SERVER_KEY } from "#tests/mcp/support/server-key.ts";
import { startLanekeeperPeer } from "#tests/support/lanekeeper-peer.ts";
import { percentiles } from "./support/percentiles.ts";
import type { Figures, Report } from "./support/report.ts";

/** Where events go, and where they are kept until they are there. */
interface Setting {
  name: string;
  isKept: boolean;
  isAway: boolean;
}

const SETTINGS: Setting[] = [
  { name: "in memory", isKept: false, isAway: false },
  { name: "on disk", isKept: true, isAway: false },
  { name: "on disk, away", isKept: true, isAway: true },
];
/** Of each tool in each setting: more writes than a spool holds, so that it also overflows and is written anew. */
const CALLS = 12_000;
const WARM_UP = 1_000;
const AWAY = "http://127.0.0.1:9";
const TOOLS = ["bare", "read", "write"] as const;
type Times = Record<(typeof TOOLS)[number], number[]>;

/**
 * What the gate adds to a tool call, from the client's question to its answer: the same tool that does nothing, without a lane, with
 * one that it reads on, and with one that it changes something on, which is an event each time.
 */
export async function gate(): Promise<Report> {
  let figures: Figures = {};
  for (const setting of SETTINGS) figures = { ...figures, ...(await measure(setting)) };
  return { figures };
}

async function measure({ name, isKept, isAway }: Setting): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "lanekeeper-gate-"));
  const lanekeeper = await startLanekeeperPeer();
  writeFileSync(join(folder, "key"), "a key that is none");
  const keeper = createKeeper({
    url: isAway ? AWAY : lanekeeper.url,
    key: SERVER_KEY,
    server: "gate",
    stateDir: isKept ? folder : null,
    whenUnknown: "serve",
    lanes: [
      {
        name: "lane",
        provider: "example",
        store: fileStore({ path: join(folder, "key") }),
        routes: [
          { tool: "read", side_effect: "read" },
          { tool: "write", side_effect: "write" },
        ],
      },
    ],
  });
  try {
    await keeper.start();
    const client = await connect(keeper);
    await timeCalls(client, WARM_UP);
    return inWords(name, await timeCalls(client, CALLS));
  } finally {
    await keeper.stop();
    await lanekeeper.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function connect(keeper: Keeper): Promise<Client> {
  const server = new McpServer({ name: "gate", version: "1.0.0" });
  keeper.protect(server);
  for (const tool of TOOLS) server.registerTool(tool, {}, async () => ({ content: [] }));
  const client = new Client({ name: "agent", version: "1.0.0" });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  return client;
}

/** One call of each tool after the other, so that whatever else the machine does meets all alike. */
async function timeCalls(client: Client, count: number): Promise<Times> {
  const times: Times = { bare: [], read: [], write: [] };
  for (let n = 0; n < count; n += 1) {
    for (const tool of TOOLS) {
      const startedMs = performance.now();
      const { isError } = await client.callTool({ name: tool, arguments: {} });
      times[tool].push((performance.now() - startedMs) * 1_000);
      if (isError) throw new Error(`The tool ${tool} was refused.`);
    }
  }
  return times;
}

function inWords(name: string, times: Times): Figures {
  const [bare, read, write] = TOOLS.map((tool) => percentiles(times[tool])) as [Percentiles, Percentiles, Percentiles];
  return {
    [`${name}: bare p50 us`]: bare.p50,
    [`${name}: bare p99 us`]: bare.p99,
    [`${name}: read adds p50 us`]: read.p50 - bare.p50,
    [`${name}: read adds p99 us`]: read.p99 - bare.p99,
    [`${name}: write adds p50 us`]: write.p50 - bare.p50,
    [`${name}: write adds p99 us`]: write.p99 - bare.p99,
  };
}

type Percentiles = ReturnType<typeof percentiles>;
