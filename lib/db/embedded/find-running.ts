import { join } from "node:path";
import { readRecord } from "./data-folder.ts";
import { findPostmaster } from "./postmaster.ts";
import { serverUrl } from "./server-process.ts";

/** The address of the embedded server that runs on `dataDir` now, or null. */
export function findRunningEmbedded(dataDir: string): string | null {
  const record = readRecord(dataDir);
  if (record === null || record.home === null || record.port === null) return null;
  if (findPostmaster(join(record.home, "cluster")) === null) return null;
  return serverUrl(record.port, record.password, "lanekeeper");
}
