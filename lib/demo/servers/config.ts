import { readFile } from "node:fs/promises";
import * as z from "zod/mini";

/** What a demo server reads at its start. It holds keys, so it travels as a file that only its owner can read. */
export const serverConfig = z.object({
  lanekeeper: z.object({ url: z.url(), key: z.string() }),
  stateDir: z.string(),
  heartbeatS: z.int(),
  upstreamUrl: z.url(),
  stores: z.record(z.string(), z.string()),
  /** HTTP only: 0 takes any free port. */
  port: z.optional(z.int()),
  oauthApp: z.optional(z.object({ clientId: z.string(), clientSecret: z.string() })),
  vault: z.optional(z.object({ url: z.url(), token: z.string(), mount: z.string(), path: z.string() })),
});
export type ServerConfig = z.infer<typeof serverConfig>;

/** Rejects where the file is missing or not of that shape. */
export async function readConfig(path: string | undefined): Promise<ServerConfig> {
  if (path === undefined) throw new Error("the path of the configuration is missing");
  return serverConfig.parse(JSON.parse(await readFile(path, "utf8")));
}

/** Path of the store file of a lane. */
export function storeOf(config: ServerConfig, lane: string): string {
  const path = config.stores[lane];
  if (path === undefined) throw new Error(`the configuration names no store for ${lane}`);
  return path;
}
