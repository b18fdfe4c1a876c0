import type { Sql } from "./sql.ts";

/** What a request was let in with, as far as Postgres can take it back. */
export type Access =
  | { kind: "server_key" | "api_token"; id: string }
  | { kind: "session"; id: string; version: number }
  | { kind: "bootstrap" };

/** Name of an access; two that are the same stand and fall together. */
export const accessKey = (access: Access): string =>
  access.kind === "bootstrap" ? access.kind : `${access.kind} ${access.id} ${access.kind === "session" ? access.version : ""}`;

/** Keys of those that still hold at `now`, asked for all at once. The bootstrap token holds while its installation is younger than `bootstrapMs`. */
export async function findStandingAccess(
  sql: Sql,
  accesses: readonly Access[],
  now: Date,
  bootstrapMs: number,
): Promise<Set<string>> {
  const idsOf = (kind: Access["kind"]) =>
    accesses.flatMap((access) => (access.kind === kind && "id" in access ? [access.id] : []));
  const rows = await sql.query<Access>(
    `SELECT 'server_key' AS kind, k.id, 0 AS version FROM server_key k JOIN server s ON s.id = k.server_id
     WHERE k.id = ANY($1::text[]) AND k.revoked_at IS NULL AND s.archived_at IS NULL
     UNION ALL SELECT 'api_token', id, 0 FROM api_token WHERE id = ANY($2::text[]) AND revoked_at IS NULL AND expires_at > $4
     UNION ALL SELECT 'session', id::text, session_version FROM app_user WHERE id = ANY($3::uuid[]) AND disabled_at IS NULL
     UNION ALL SELECT 'bootstrap', '', 0 FROM installation WHERE created_at >= $4 - make_interval(secs => $5::float8 / 1000)`,
    [idsOf("server_key"), idsOf("api_token"), idsOf("session"), now, bootstrapMs],
  );
  return new Set(rows.map(accessKey));
}
