import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readSpool } from "#lib/mcp/report/spool/spool-line.ts";
import { parseSpoolFile } from "#lib/mcp/report/spool/spool-name.ts";

/** What processes of a server keep on disk. */
export interface Spooled {
  /** Ids of the events that wait. */
  ids: string[];
  files: number;
  /** Files that nobody could read. */
  aside: string[];
}

export async function readSpools(stateDir: string, server: string): Promise<Spooled> {
  const folder = join(stateDir, server);
  const files = readdirSync(folder);
  const spools = files.filter((file) => parseSpoolFile(file) !== null);
  const contents = await Promise.all(spools.map((file) => readSpool(textOf(join(folder, file)), server)));
  const ids = contents.flatMap((content) => content?.spooled.map(({ queued }) => queued.id) ?? []);
  return { ids, files: spools.length, aside: files.filter((file) => file.includes(".aside.")) };
}

/** Files come and go while they are looked at. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
