import { resolve } from "node:path";
import { lockFile } from "../../file-lock.ts";
import { type CredentialShape, formatCredential, parseCredential } from "../credential-text.ts";
import { shareFlight } from "../share-flight.ts";
import type { Store } from "../store.ts";
import { readCredentialFile } from "./read-credential-file.ts";
import { watchFile } from "./watch-file.ts";
import { revisionOf, writeCredentialFile } from "./write-credential-file.ts";

export interface FileStoreOptions extends CredentialShape {
  path: string;
  /** How often to look where the file system tells nothing. */
  pollMs?: number;
}

/**
 * A credential in a file: JSON `{"version":"3","secret":"…","issued_at":…,"expires_at":…,"scopes":[…]}` or one bare line.
 * Changes are seen at once, also when the file is replaced by an atomic rename. What it writes is JSON, unless `format` is `text`.
 */
export function fileStore(options: FileStoreOptions): Store {
  const path = resolve(options.path);
  return {
    type: "file",
    reference: path,
    read: shareFlight(() =>
      readCredentialFile(path, (text) => ({ ...parseCredential(text, options), revision: revisionOf(text) })),
    ),
    watch: (onChange) => watchFile(path, onChange, options.pollMs ?? 2_000),
    write: (next, expected) =>
      writeCredentialFile(path, expected?.revision ?? null, (present) => formatCredential(next, options, present)),
    lock: (waitMs) => lockFile(`${path}.lock`, waitMs),
  };
}
