import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Assessment } from "#lib/domain/assessment/assess.ts";
import { EMPTY_LEDGER, keepLedger, type LedgerEntry } from "#lib/domain/ledger/keep.ts";
import { reportedWindows } from "#lib/domain/ledger/reported.ts";
import { assessRecord, type Told } from "./assess-record.ts";

/** A lane as it was read, what holds of it now, and what its ledger says. */
export interface Judged {
  record: LaneRecord;
  assessment: Assessment;
  entry: LedgerEntry;
}

export function judgeRecord(record: LaneRecord, now: Date, told?: Told): Judged {
  const assessment = assessRecord(record, now, told);
  const { degraded, view, standing } = assessment;
  const entry = keepLedger(record.ledger ?? EMPTY_LEDGER, {
    degraded,
    reported: reportedWindows(told?.facts ?? []),
    openedAt: view.openedAt,
    held: standing.control !== "active",
    now: now.getTime(),
  });
  return { record, assessment, entry };
}
