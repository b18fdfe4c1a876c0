import { createHash } from "node:crypto";
import { lockFile } from "../../file-lock.ts";
import { writeAtomically } from "../../write-atomically.ts";
import { StoreError } from "../store-error.ts";
import { readIfPresent } from "./read-credential-file.ts";

const WAIT_MS = 5_000;

/** Names exactly this content of a file. */
export const revisionOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Replaces the file at `path` where its content is still of `revision`; null expects that there is none. */
export async function writeCredentialFile(
  path: string,
  revision: string | null,
  format: (present: string) => string,
): Promise<void> {
  const lock = await lockFile(`${path}.write.lock`, WAIT_MS).catch(() => null);
  if (!lock) throw new StoreError("unreachable", "The credential file cannot be locked for writing");
  try {
    const present = await readIfPresent(path);
    if ((present === null ? null : revisionOf(present)) !== revision)
      throw new StoreError("conflict", "Somebody else wrote the credential file first");
    await writeAtomically(path, format(present ?? ""));
  } finally {
    await lock.release();
  }
}
