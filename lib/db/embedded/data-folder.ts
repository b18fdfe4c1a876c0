import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What is remembered of an embedded Postgres between starts. */
export interface ServerRecord {
  password: string;
  /** The folder that holds the cluster. */
  home: string | null;
  /** The port of the latest start. */
  port: number | null;
}

const recordFile = (dataDir: string): string => join(dataDir, "postgres.json");

/** The record in `dataDir`, or null where no server was ever set up. */
export function readRecord(dataDir: string): ServerRecord | null {
  const file = recordFile(dataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as ServerRecord) : null;
}

export function newRecord(): ServerRecord {
  return { password: randomBytes(24).toString("base64url"), home: null, port: null };
}

/** Replaces the record at once; only its owner may read it. */
export function writeRecord(dataDir: string, record: ServerRecord): void {
  mkdirSync(dataDir, { recursive: true });
  const partial = `${recordFile(dataDir)}.partial`;
  writeFileSync(partial, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(partial, recordFile(dataDir));
}
