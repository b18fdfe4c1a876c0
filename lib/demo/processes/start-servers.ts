import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DemoFolders } from "../folders.ts";
import { type LaneName, STRIPE_SECRET_PATH, storePath } from "../lanes/create-lanes.ts";
import type { ServerConfig } from "../servers/config.ts";
import type { DemoServer } from "../settings.ts";
import type { Upstreams } from "../upstream/start-upstreams.ts";
import { VAULT_MOUNT } from "../upstream/vault/vault.ts";
import { writeStore } from "../write-store.ts";
import { type HttpServerProcess, startHttpServerProcess } from "./http-server-process.ts";
import { createStdioServerProcess, type StdioServerProcess } from "./stdio-server-process.ts";

export type ServerSetup = {
  lanekeeperUrl: string;
  keys: Record<DemoServer["name"], string>;
  upstreams: Upstreams;
  heartbeatS: number;
  folders: DemoFolders;
  /** How many processes of `github-tools` there are; the first listens on its port, the others on any. */
  githubReplicas: number;
  ports: { githubTools?: number; stripeBilling?: number };
};

export type Servers = { githubTools: HttpServerProcess[]; stripeBilling: HttpServerProcess; crm: StdioServerProcess };

/** What is particular to the configuration of one process. */
type Particulars = Pick<ServerConfig, "upstreamUrl" | "port" | "oauthApp" | "vault"> & { fileStores?: readonly LaneName[] };

/** Writes each process's configuration, runs those that speak HTTP, and readies the stdio one for its client. */
export async function startServers(setup: ServerSetup): Promise<Servers> {
  const { github, hubspot, oauthApp, stripe, vault, vaultToken: token } = setup.upstreams;
  const githubTools = Array.from({ length: setup.githubReplicas }, (_, index) =>
    prepare(setup, "github-tools", replicaName("github-tools", index), {
      upstreamUrl: github.url,
      fileStores: ["github-prod", "github-ci"],
      port: index === 0 ? (setup.ports.githubTools ?? 0) : 0,
    }),
  );
  const stripeBilling = prepare(setup, "stripe-billing", "stripe-billing", {
    upstreamUrl: stripe.url,
    vault: { url: vault.url, token, mount: VAULT_MOUNT, path: STRIPE_SECRET_PATH },
    port: setup.ports.stripeBilling ?? 0,
  });
  const crm = prepare(setup, "crm", "crm", { upstreamUrl: hubspot.url, fileStores: ["hubspot-crm"], oauthApp });
  return {
    githubTools: (await Promise.all(githubTools)).map(startHttpServerProcess),
    stripeBilling: startHttpServerProcess(await stripeBilling),
    crm: createStdioServerProcess(await crm),
  };
}

const replicaName = (server: string, index: number): string => (index === 0 ? server : `${server}-${index + 1}`);

async function prepare(
  { lanekeeperUrl, keys, heartbeatS, folders }: ServerSetup,
  server: DemoServer["name"],
  name: string,
  { fileStores = [], ...more }: Particulars,
): Promise<{ name: string; script: string; configPath: string; logPath: string }> {
  const config: ServerConfig = {
    lanekeeper: { url: lanekeeperUrl, key: keys[server] },
    stateDir: join(folders.state, name),
    heartbeatS,
    stores: Object.fromEntries(fileStores.map((lane) => [lane, storePath(folders.stores, lane)])),
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
