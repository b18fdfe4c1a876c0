import { readFile } from "node:fs/promises";
import { type SdkDownload, sdkDownload } from "#lib/contract/sdk-download.ts";

/** Written by the build beside the package that it describes. */
const DESCRIPTION = "public/downloads/lanekeeper-mcp.json";

/** The SDK that can be downloaded here, or null where nobody has packed it. */
export async function readSdkDownload(): Promise<SdkDownload | null> {
  const text = await readFile(DESCRIPTION, "utf8").catch(() => null);
  return text === null ? null : sdkDownload.parse(JSON.parse(text));
}
