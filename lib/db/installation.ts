import { maybeOne, type Sql } from "./sql.ts";

export interface InstallationRow {
  fingerprintKeySealed: Buffer;
  createdAt: Date;
}

/** The one row about this installation, or null before the first start. */
export function readInstallationRow(sql: Sql): Promise<InstallationRow | null> {
  return maybeOne(
    sql,
    `SELECT fingerprint_key_sealed AS "fingerprintKeySealed", created_at AS "createdAt" FROM installation WHERE id = 1`,
  );
}

/** Writes the row unless another process was first. */
export async function insertInstallation(sql: Sql, row: InstallationRow): Promise<void> {
  await sql.query(
    "INSERT INTO installation (id, fingerprint_key_sealed, created_at) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING",
    [row.fingerprintKeySealed, row.createdAt],
  );
}
