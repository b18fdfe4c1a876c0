import type { EventRow } from "#lib/db/events.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { fold } from "#lib/domain/lane/fold.ts";
import { EMPTY_BOOT, type LaneState } from "#lib/domain/lane/state.ts";
import type { CheckedEvent } from "./checked-event.ts";
import { toFact } from "./to-fact.ts";

export interface FoldedRecord {
  record: LaneRecord;
  before: LaneState;
  /** The declaration as it was sent, where one of these events became the lane's. */
  declaration: unknown;
  lastEventId: string | null;
  /** Whether anything happened that could change the view; routine usage of a live lane cannot. */
  needsJudgement: boolean;
}

/** Folds new events of one lane into its state, in memory. */
export function foldRecord(record: LaneRecord, events: readonly { event: CheckedEvent; row: EventRow }[]): FoldedRecord {
  const before = record.state;
  let state = before;
  let declaration: unknown = null;
  for (const { event, row } of events) {
    // A replica that reports anything on a lane is one of the lane's replicas from then on.
    if (!state.boots[row.sourceId]) state = { ...state, boots: { ...state.boots, [row.sourceId]: EMPTY_BOOT } };
    const fact = toFact(event, row.sourceId);
    if (!fact) continue;
    const next = fold(state, fact);
    if (event.kind === "lane.declared" && next.declared !== state.declared) declaration = event.raw;
    state = next;
  }
  return {
    record: { ...record, state },
    before,
    declaration,
    lastEventId: events.at(-1)?.event.id ?? null,
    needsJudgement: state !== before || record.standing === null || record.standing.freshness !== "live",
  };
}
