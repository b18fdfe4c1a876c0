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
  port: number;
};

export type Servers = { http: HttpServerProcess; stdio: StdioServerProcess };

/** Writes each server's configuration, runs the HTTP one, and readies the stdio one for its client. */
export async function startServers(setup: ServerSetup): Promise<Servers> {
  const { folders, upstreams, oauthApp } = setup;
  const githubTools = await prepare(setup, "github-tools", ["github-prod", "github-ci"], {
    upstreamUrl: upstreams.github,
    port: setup.port,
  });
  const crm = await prepare(setup, "crm", ["hubspot-crm"], { upstreamUrl: upstreams.hubspot, oauthApp });
  return {
    http: startHttpServerProcess({ name: "github-tools", logPath: join(folders.logs, "github-tools.log"), ...githubTools }),
    stdio: createStdioServerProcess({ name: "crm", logPath: join(folders.logs, "crm.log"), ...crm }),
  };
}

async function prepare(
  { lanekeeperUrl, keys, heartbeatS, folders }: ServerSetup,
  server: DemoServer["name"],
  lanes: readonly LaneName[],
  more: Pick<ServerConfig, "upstreamUrl" | "port" | "oauthApp">,
): Promise<{ script: string; configPath: string }> {
  const config: ServerConfig = {
    lanekeeper: { url: lanekeeperUrl, key: keys[server] },
    stateDir: folders.state,
    heartbeatS,
    stores: Object.fromEntries(lanes.map((lane) => [lane, storePath(folders.stores, lane)])),
    ...more,
  };
  const configPath = join(folders.configs, `${server}.json`);
  await writeStore(configPath, config);
  return { script: fileURLToPath(new URL(`../servers/${server}/main.ts`, import.meta.url)), configPath };
}
