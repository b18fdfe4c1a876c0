import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Replaces a store file in one step, so that no reader ever sees half of it. Readable by its owner only. */
export async function writeStore(path: string, content: object): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.draft`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** Version that a store file holds; 0 where there is none, so that a new key of a later run never reuses a number. */
export async function readStoreVersion(path: string): Promise<number> {
  const content: unknown = await readFile(path, "utf8").then(JSON.parse, () => null);
  const version = typeof content === "object" && content !== null && "version" in content ? Number(content.version) : 0;
  return Number.isSafeInteger(version) ? version : 0;
}
