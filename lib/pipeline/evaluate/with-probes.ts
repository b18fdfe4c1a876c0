import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import { readWitnessProbes } from "#lib/db/witness-probes.ts";
import type { WitnessProbe } from "#lib/domain/command/probe.ts";

export type ProbedRecord = LaneRecord & { probes: readonly WitnessProbe[] };

/** Adds to lanes of which somebody says that they are revoked what became of the probes about that. */
export async function withProbes(tx: Sql, records: readonly LaneRecord[]): Promise<ProbedRecord[]> {
  const accused = records
    .map(({ id, state }) => ({ id, verdictIds: verdictIds(state) }))
    .filter(({ verdictIds }) => verdictIds.length > 0);
  if (accused.length === 0) return records.map((record) => ({ ...record, probes: [] }));
  const probes = await readWitnessProbes(
    tx,
    accused.map(({ id }) => id),
    accused.flatMap(({ verdictIds }) => verdictIds),
  );
  return records.map((record) => ({ ...record, probes: probes.get(record.id) ?? [] }));
}

const verdictIds = ({ generations }: LaneRecord["state"]): string[] =>
  Object.values(generations).flatMap(({ revoked }) => revoked.map(({ id }) => id));
