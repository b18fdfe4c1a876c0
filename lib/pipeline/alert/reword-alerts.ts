import { type Rewording, type WrittenAlert, rewordAlerts as writeRewordings } from "#lib/db/alerts.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import { describeAlert } from "#lib/domain/alert/describe.ts";
import type { Assessment } from "#lib/domain/assessment/assess.ts";

/** Lets the open alert of a revocation say what has become of one replica's word since. Returns those that say something new. */
export function rewordAlerts(
  tx: Sql,
  decided: readonly { record: LaneRecord; assessment: Assessment }[],
  now: Date,
): Promise<WrittenAlert[]> {
  return writeRewordings(tx, decided.flatMap(toRewording), now);
}

function toRewording({ record, assessment }: { record: LaneRecord; assessment: Assessment }): Rewording[] {
  const isOpen = record.openAlerts.some(({ condition }) => condition === "revoked");
  if (!isOpen || assessment.containment.action === "none") return [];
  const revocations = assessment.standing.findings.filter(({ condition }) => condition === "revoked");
  return revocations.map(({ generation, detail }) => ({
    laneId: record.id,
    condition: "revoked",
    generation,
    summary: describeAlert("revoked", record.name, detail),
  }));
}
