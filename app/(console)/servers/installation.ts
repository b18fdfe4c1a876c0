import { headers } from "next/headers";
import type { Installation } from "#components/screens/servers/installation.ts";
import { siteUrl } from "#lib/auth/site.ts";
import { readSdkDownload } from "#lib/views/read-sdk-download.ts";

/** The address that servers shall report to, which is the configured one, else the one the browser came by; and the SDK for them. */
export async function installation(): Promise<Installation> {
  return { baseUrl: siteUrl() ?? `http://${(await headers()).get("host")}`, sdk: await readSdkDownload() };
}
