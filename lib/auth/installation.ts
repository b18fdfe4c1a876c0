import { insertInstallation, readInstallationRow } from "#lib/db/installation.ts";
import type { Records } from "#lib/db/records.ts";
import { seal, unseal } from "./seal.ts";
import { randomHex } from "./secret.ts";

export interface Installation {
  fingerprintKey: string;
  createdAt: Date;
}

/** The fingerprint key, as 32 hex digits, and the first start of this installation; made when first asked for, and then for good. */
export async function ensureInstallation(records: Records, now: Date): Promise<Installation> {
  const known = await readInstallationRow(records);
  if (known === null) await insertInstallation(records, { fingerprintKeySealed: seal(randomHex(16)), createdAt: now });
  const row = known ?? (await readInstallationRow(records));
  if (row === null) throw new Error("the installation row is missing right after it was written");
  return { fingerprintKey: unseal(row.fingerprintKeySealed), createdAt: row.createdAt };
}
