import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SERVER_KEY } from "#tests/mcp/support/server-key.ts";
import { startLanekeeperPeer } from "#tests/support/lanekeeper-peer.ts";
import { percentiles } from "./support/percentiles.ts";
import type { Report } from "./support/report.ts";
import { startTimedClient, type TimedClient } from "./support/timed-client.ts";

const WARM_CALLS = 500;
const ROUNDS = 20;
const CALLS_PER_ROUND = 200;
const WORDS = "a few words, as agents send them";
const SERVER = [process.execPath, "tests/mcp/wrap/support/plain-server.ts"];

/** What the wrapper adds to one tool call over standard input and output, beside the same server without it, in turns. */
export async function wrapper(): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), "lanekeeper-bench-"));
  const lanekeeper = await startLanekeeperPeer();
  const config = join(folder, "lanekeeper.yaml");
  await writeFile(join(folder, "key"), "key-3");
  await writeFile(config, configuration(lanekeeper.url));
  const wrapped = [process.execPath, "lib/mcp/bin/lanekeeper-mcp.ts", "wrap", "--config", config, "--", ...SERVER];
  const clients = {
    bare: startTimedClient(SERVER, {}),
    wrapped: startTimedClient(wrapped, { LANEKEEPER_KEY: SERVER_KEY }),
  };
  try {
    for (const client of Object.values(clients)) await begin(client);
    const taken: Record<keyof typeof clients, number[]> = { bare: [], wrapped: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const name of ["bare", "wrapped"] as const) taken[name].push(...(await timeCalls(clients[name], CALLS_PER_ROUND)));
    }
    const [bare, through] = [percentiles(taken.bare), percentiles(taken.wrapped)];
    return {
      figures: {
        "bare: median ms": bare.p50,
        "bare: p95 ms": bare.p95,
        "wrapped: median ms": through.p50,
        "wrapped: p95 ms": through.p95,
        "added at the median, ms": through.p50 - bare.p50,
      },
    };
  } finally {
    await Promise.all(Object.values(clients).map((client) => client.end()));
    await lanekeeper.close();
    await rm(folder, { recursive: true });
  }
}

const configuration = (url: string): string => `url: ${url}
server: github-tools
state_dir: state
lanes:
  - name: github-prod
    provider: github
    store: { type: file, path: key }
    inject: { env: TOKEN }
    routes:
      - { tool: echo, side_effect: read }
`;

async function begin(client: TimedClient): Promise<void> {
  const clientInfo = { name: "bench", version: "1" };
  await client.ask("initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo });
  client.notify("notifications/initialized");
  await timeCalls(client, WARM_CALLS);
}

/** Milliseconds of so many calls, one after the other. */
async function timeCalls(client: TimedClient, calls: number): Promise<number[]> {
  const taken: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const startedMs = performance.now();
    const result = await client.ask("tools/call", { name: "echo", arguments: { words: WORDS } });
    taken.push(performance.now() - startedMs);
    // A refusal would be quicker than the truth.
    if (!JSON.stringify(result).includes(WORDS)) throw new Error(`the call was not carried out: ${JSON.stringify(result)}`);
  }
  return taken;
}
