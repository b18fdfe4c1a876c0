import { mkdir } from "node:fs/promises";
import { join } from "node:path";

/** Where a demo keeps its files; all of them are readable by their owner only. */
export type DemoFolders = { stores: string; configs: string; state: string; logs: string };

export async function makeFolders(dataDir: string): Promise<DemoFolders> {
  const root = join(dataDir, "demo");
  const folders = {
    stores: join(root, "stores"),
    configs: join(root, "configs"),
    state: join(root, "state"),
    logs: join(root, "logs"),
  };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o700 });
  return folders;
}
