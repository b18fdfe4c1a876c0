import { resolve } from "node:path";
import * as z from "zod/mini";
import { credentialFields, parseExpiry, parseFields } from "./credential-text.ts";
import { readCredentialFile } from "./read-credential-file.ts";
import type { Store, StoreVersion } from "./store.ts";
import { watchFile } from "./watch-file.ts";

export interface FileStoreOptions {
  path: string;
  /** `auto` takes text that begins with `{` for JSON. */
  format?: "auto" | "json" | "text";
  /** How often to look where the file system tells nothing. */
  pollMs?: number;
}

const schema = z.object({ ...credentialFields, secret: z.string().check(z.minLength(1)) });

/**
 * A credential in a file: JSON `{"version":"3","secret":"…","issued_at":…,"expires_at":…,"scopes":[…]}` or one bare line.
 * Changes are seen at once, also when the file is replaced by an atomic rename.
 */
export function fileStore(options: FileStoreOptions): Store {
  const path = resolve(options.path);
  const format = options.format ?? "auto";
  return {
    type: "file",
    reference: path,
    read: () => readCredentialFile(path, (text) => parseVersion(text, format)),
    watch: (onChange) => watchFile(path, onChange, options.pollMs ?? 2_000),
  };
}

function parseVersion(text: string, format: "auto" | "json" | "text"): StoreVersion {
  const content = text.trim();
  if (format === "json" || (format === "auto" && content.startsWith("{"))) return fromJson(content);
  if (content === "" || content.includes("\n")) throw new Error("not one line");
  return { secret: content };
}

function fromJson(content: string): StoreVersion {
  const fields = parseFields(schema, content);
  return {
    secret: fields.secret,
    expiresAt: parseExpiry(fields.expires_at),
    ...(fields.version === undefined ? {} : { version: String(fields.version) }),
    ...(fields.issued_at === undefined ? {} : { issuedAt: new Date(fields.issued_at) }),
    ...(fields.scopes === undefined ? {} : { scopes: fields.scopes }),
  };
}
