import { headers } from "next/headers";
import { siteUrl } from "#lib/auth/site.ts";

/** Address that servers shall report to: the configured one, else the one the browser came by. */
export async function baseUrl(): Promise<string> {
  return siteUrl() ?? `http://${(await headers()).get("host")}`;
}
