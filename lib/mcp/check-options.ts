import { laneName, serverSlug } from "../contract/primitives.ts";
import { isLoopback } from "./loopback.ts";
import type { KeeperOptions } from "./options.ts";

const TRANSPORTS: readonly NonNullable<KeeperOptions["transport"]>[] = ["stream", "poll", "on_change"];

/** Throws, naming the option, where a keeper could not do its work or would do it in the clear. */
export function checkOptions(options: KeeperOptions): void {
  const { url, server, replica, lanes, allowInsecure, heartbeatS = 30, transport = "stream" } = options;
  const address = new URL(url);
  const isSafe = address.protocol === "https:" || isLoopback(address) || allowInsecure === true;
  if (!isSafe) throw new Error("url must be https: a server key would travel in the clear (allowInsecure accepts that)");
  if (!serverSlug.safeParse(server).success) throw new Error("server must be a slug: lower-case letters, digits and dashes");
  if (replica !== undefined && !laneName.safeParse(replica).success) throw new Error("replica is not a valid name");
  if (!(heartbeatS >= 1 && heartbeatS <= 3_600)) throw new Error("heartbeatS must lie between 1 and 3600");
  if (!TRANSPORTS.includes(transport)) throw new Error(`transport must be one of ${TRANSPORTS.join(", ")}`);
  const names = lanes.map(({ name }) => name);
  for (const name of names) if (!laneName.safeParse(name).success) throw new Error(`"${name}" is not a valid lane name`);
  if (new Set(names).size !== names.length) throw new Error("lanes must have different names");
}
