import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { InMemoryTransport, McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";
import { laneRefusal, REFUSAL_META_KEY } from "#lib/contract/refusal.ts";
import { createKeeper, fileStore, type Keeper, type KeeperOptions, type LaneOptions } from "#lib/mcp/index.ts";
import { writeAtomically } from "#lib/mcp/write-atomically.ts";
import { type LanekeeperPeer, startLanekeeperPeer } from "#tests/support/lanekeeper-peer.ts";
import { OK, type ProviderPeer, startProviderPeer } from "./provider-peer.ts";
import { SERVER_KEY } from "./server-key.ts";

export { SERVER_KEY };

/** A keeper between a provider and a Lanekeeper that a test plays, with real MCP clients on the other side. */
export interface Stage {
  folder: string;
  provider: ProviderPeer;
  lanekeeper: LanekeeperPeer;
  keeper: Keeper;
  /** Replaces what a lane's store holds, atomically. */
  store(lane: string, content: Record<string, unknown>): Promise<void>;
  /** Another process of the same server, over the same state. */
  restart(options?: Partial<KeeperOptions>): Promise<Keeper>;
  client(keeper?: Keeper): Promise<Client>;
  close(): Promise<void>;
}

export const PROD = "github-prod";
export const NEIGHBOUR = "github-ci";

export async function setStage(lane: Partial<LaneOptions> = {}, options: Partial<KeeperOptions> = {}): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "lanekeeper-keeper-"));
  const [provider, lanekeeper] = await Promise.all([startProviderPeer(), startLanekeeperPeer()]);
  const store = (name: string, content: Record<string, unknown>) => writeAtomically(join(folder, name), JSON.stringify(content));
  await store(PROD, { secret: "key-3", version: "3" });
  await store(NEIGHBOUR, { secret: "ci-1", version: "1" });
  for (const token of ["key-3", "key-4", "ci-1"]) provider.answers.set(token, OK);

  const common = (name: string) => ({
    name,
    provider: "github",
    kind: "managed_key" as const,
    store: fileStore({ path: join(folder, name), pollMs: 200 }),
    baseUrl: provider.url,
    probe: ({ fetch }: { fetch: typeof globalThis.fetch }) => fetch("/user"),
  });
  const prod: LaneOptions = {
    ...common(PROD),
    routes: [
      { tool: "issues_create", side_effect: "write" },
      { tool: "issues_list", side_effect: "read" },
      { tool: "typed", side_effect: "read" },
      { tool: "slow", side_effect: "read" },
      { tool: "two_steps", side_effect: "write" },
    ],
    ...lane,
  };
  const neighbour: LaneOptions = { ...common(NEIGHBOUR), routes: [{ tool: "runs_list", side_effect: "read" }] };
  const make = (changed: Partial<KeeperOptions> = {}) =>
    createKeeper({
      url: lanekeeper.url,
      key: SERVER_KEY,
      server: "github-tools",
      stateDir: join(folder, "state"),
      lanes: [prod, neighbour],
      ...options,
      ...changed,
    });
  const keepers: Keeper[] = [make()];
  const clients: Client[] = [];
  return {
    folder,
    provider,
    lanekeeper,
    keeper: keepers[0] as Keeper,
    store,
    restart: async (changed) => {
      const keeper = make(changed);
      keepers.push(keeper);
      await keeper.start();
      return keeper;
    },
    client: async (keeper = keepers[0] as Keeper) => {
      const client = await connect(keeper);
      clients.push(client);
      return client;
    },
    close: async () => {
      await Promise.all(clients.map((client) => client.close()));
      await Promise.all(keepers.map((keeper) => keeper.stop()));
      await Promise.all([provider.close(), lanekeeper.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Text a tool answers with when it reached its provider. */
export const DONE = "done";

async function connect(keeper: Keeper): Promise<Client> {
  const server = new McpServer({ name: "github-tools", version: "1.0.0" });
  keeper.protect(server);
  const lane = keeper.lane(PROD);
  const ask = async (url: string, init?: RequestInit) => {
    const response = await lane.fetch(url, init);
    if (!response.ok) throw new Error(`the provider answered ${response.status}`);
  };
  const done = { content: [{ type: "text" as const, text: DONE }] };
  const asking =
    (...requests: [url: string, init?: RequestInit][]) =>
    async () => {
      for (const [url, init] of requests) await ask(url, init);
      return done;
    };
  const title = { inputSchema: z.object({ title: z.string() }) };
  const post = { method: "POST" };
  server.registerTool("issues_create", title, asking(["/issues", post]));
  server.registerTool("issues_list", {}, asking(["/issues"]));
  server.registerTool("slow", {}, asking(["/slow"], ["/slow"]));
  server.registerTool("two_steps", {}, asking(["/one", post], ["/two", post]));
  server.registerTool("typed", { outputSchema: z.object({ count: z.number() }) }, async () => {
    await ask("/issues");
    return { content: [], structuredContent: { count: 1 } };
  });
  server.registerTool("runs_list", {}, async () => {
    const response = await keeper.lane(NEIGHBOUR).fetch("/runs");
    return response.ok ? done : { ...done, isError: true };
  });
  server.registerTool("no_lane", {}, async () => done);
  const client = new Client({ name: "agent", version: "1.0.0" });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  return client;
}

export type ToolResult = Awaited<ReturnType<Client["callTool"]>>;

/** Calls a tool as an agent does. */
export const call = (client: Client, name: string, input: Record<string, unknown> = {}): Promise<ToolResult> =>
  client.callTool({ name, arguments: input });

/** The typed payload of a refused call. */
export const refusalOf = (result: ToolResult) => laneRefusal.parse(result._meta?.[REFUSAL_META_KEY]);

export const textOf = (result: ToolResult): string =>
  (result.content as { text?: string }[]).map(({ text }) => text ?? "").join("\n");
