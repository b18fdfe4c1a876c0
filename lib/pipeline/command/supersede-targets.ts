import { readTargets, updateTargets } from "#lib/db/command-targets.ts";
import type { Sql } from "#lib/db/sql.ts";
import { isOpen } from "#lib/domain/command/target.ts";

/** Ends what replicas have not finished of a command that a newer one replaces. */
export async function supersedeTargets(tx: Sql, commandId: string, now: Date): Promise<void> {
  const unfinished = (await readTargets(tx, commandId, now)).filter(({ status }) => isOpen(status));
  const superseded = unfinished.map(({ replicaId, phase }) => ({ replicaId, phase, status: "superseded" as const }));
  await updateTargets(tx, commandId, superseded, now);
}
