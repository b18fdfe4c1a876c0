import { startClients } from "./clients/start-clients.ts";
import { ToolBoard } from "./clients/tool-board.ts";
import { serveControl } from "./control/serve-control.ts";
import { makeFolders } from "./folders.ts";
import { createLanes, type LaneName } from "./lanes/create-lanes.ts";
import type { DemoLane } from "./lanes/demo-lane.ts";
import { startServers } from "./processes/start-servers.ts";
import { DEMO_PACE, DEMO_SERVERS, type DemoPace, type DemoServer, GITHUB_REPLICAS } from "./settings.ts";
import { Shutdown } from "./shutdown.ts";
import { storyActs } from "./story/acts.ts";
import { playStory, type Story } from "./story/play-story.ts";
import { startUpstreams } from "./upstream/start-upstreams.ts";

export type DemoOptions = {
  /** Address of Lanekeeper. */
  url: string;
  /** Registers a server, or finds it, and gives a key for it. */
  registerServer(server: DemoServer): Promise<string>;
  /** Stores, configurations and logs go to `demo` in it. */
  dataDir: string;
  /** Zero or absent: any free port. */
  ports?: Partial<Record<"control" | "github" | "hubspot" | "stripe" | "vault" | "githubTools" | "stripeBilling", number>>;
  /** Whether things happen by themselves; default true. */
  script?: boolean;
  /** Processes of `github-tools`; three if absent. */
  githubReplicas?: number;
  pace?: Partial<DemoPace>;
  /** One line per step of the start. */
  log(line: string): void;
};
export type Demo = {
  controlUrl: string;
  /** Ends clients, servers, control page and simulators. Safe to call twice. */
  stop(): Promise<void>;
};

/** Starts the simulated providers, the real MCP servers and their clients. Rejects, with all of it ended, where a part fails. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const shutdown = new Shutdown();
  try {
    return await assemble(options, shutdown);
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

async function assemble(
  { ports = {}, script = true, githubReplicas = GITHUB_REPLICAS, ...options }: DemoOptions,
  shutdown: Shutdown,
): Promise<Demo> {
  const pace = { ...DEMO_PACE, ...options.pace };
  const folders = await makeFolders(options.dataDir);
  const upstreams = await startUpstreams(
    { ports, stores: folders.stores, stripePropagationMs: pace.stripePropagationS * 1_000 },
    (server) => shutdown.add(() => server.close()),
  );
  options.log("Simulated GitHub, HubSpot and Stripe answer");

  const lanes = await createLanes(upstreams, folders.stores, pace);
  const servers = await startServers({
    lanekeeperUrl: options.url,
    keys: await registerAll(options),
    upstreams,
    heartbeatS: pace.heartbeatS,
    folders,
    githubReplicas,
    ports,
  });
  const processes = [...servers.githubTools, servers.crm, servers.stripeBilling];
  for (const server of processes) shutdown.add(() => server.stop());
  const board = new ToolBoard();
  for (const loop of startClients(servers, board, pace.callEveryMs)) shutdown.add(() => loop.stop());
  options.log(`MCP servers and clients run; logs in ${folders.logs}`);

  const story = script ? tell(lanes, pace, shutdown) : null;
  const world = { lanekeeperUrl: options.url, lanes: Object.values(lanes), servers: processes, board, story };
  const control = await serveControl(world, ports.control);
  shutdown.add(() => control.close());
  return { controlUrl: control.url, stop: () => shutdown.run() };
}

async function registerAll(options: DemoOptions): Promise<Record<DemoServer["name"], string>> {
  const keys = { "github-tools": "", crm: "", "stripe-billing": "" };
  for (const server of DEMO_SERVERS) keys[server.name] = await options.registerServer(server);
  return keys;
}

function tell(lanes: Record<LaneName, DemoLane>, pace: DemoPace, shutdown: Shutdown): Story {
  const story = playStory(storyActs(pace.ciKeyS), ({ lane, action, options }) =>
    lanes[lane].actions.find(({ name }) => name === action)?.run(options),
  );
  shutdown.add(() => story.pause());
  return story;
}
