import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DemoFolders } from "../folders.ts";
import { type LaneName, storePath } from "../lanes/create-lanes.ts";
import { writeStore } from "../lanes/write-store.ts";
import type { ServerConfig } from "../servers/config.ts";
import type { DemoServer } from "../settings.ts";
import { type HttpServerProcess, startHttpServerProcess } from "./http-server-process.ts";
import { createStdioServerProcess, type StdioServerProcess } from "./stdio-server-process.ts";

export type ServerSetup = {
  lanekeeperUrl: string;
  keys: Record<DemoServer["name"], string>;
  upstreams: { github: string; hubspot: string };
  oauthApp: { clientId: string; clientSecret: string };
  heartbeatS: number;
  folders: DemoFolders;
  /** How many processes of `github-tools` there are; the first listens on `port`, the others on any. */
  githubReplicas: number;
  port: number;
};

export type Servers = { http: HttpServerProcess[]; stdio: StdioServerProcess };

/** Writes each process's configuration, runs those that speak HTTP, and readies the stdio one for its client. */
export async function startServers(setup: ServerSetup): Promise<Servers> {
  const { upstreams, oauthApp } = setup;
  const githubTools = Array.from({ length: setup.githubReplicas }, (_, index) =>
    prepare(setup, "github-tools", replicaName("github-tools", index), ["github-prod", "github-ci"], {
      upstreamUrl: upstreams.github,
      port: index === 0 ? setup.port : 0,
    }),
  );
  const crm = prepare(setup, "crm", "crm", ["hubspot-crm"], { upstreamUrl: upstreams.hubspot, oauthApp });
  return {
    http: (await Promise.all(githubTools)).map(startHttpServerProcess),
    stdio: createStdioServerProcess(await crm),
  };
}

const replicaName = (server: string, index: number): string => (index === 0 ? server : `${server}-${index + 1}`);

async function prepare(
  { lanekeeperUrl, keys, heartbeatS, folders }: ServerSetup,
  server: DemoServer["name"],
  name: string,
  lanes: readonly LaneName[],
  more: Pick<ServerConfig, "upstreamUrl" | "port" | "oauthApp">,
): Promise<{ name: string; script: string; configPath: string; logPath: string }> {
  const config: ServerConfig = {
    lanekeeper: { url: lanekeeperUrl, key: keys[server] },
    stateDir: join(folders.state, name),
    heartbeatS,
    stores: Object.fromEntries(lanes.map((lane) => [lane, storePath(folders.stores, lane)])),
    ...more,
  };
  const configPath = join(folders.configs, `${name}.json`);
  await writeStore(configPath, config);
  return {
    name,
    script: fileURLToPath(new URL(`../servers/${server}/main.ts`, import.meta.url)),
    configPath,
    logPath: join(folders.logs, `${name}.log`),
  };
}
