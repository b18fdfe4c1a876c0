import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Fact } from "#lib/domain/lane/fact.ts";
import { fold } from "#lib/domain/lane/fold.ts";
import { type LaneState, newBoot } from "#lib/domain/lane/state.ts";

/** What folding reads of an event. */
export interface FoldableRow {
  reported: { report: { workstation: boolean }; event: { raw: unknown } };
  row: { sourceId: string; eventId: string };
  fact: Fact | null;
}

export interface FoldedLane {
  laneId: string;
  before: LaneState;
  after: LaneState;
  /** The declaration as it was sent, where one of these events became the lane's; null where none did. */
  declaration: unknown;
  lastEventId: string | null;
  facts: readonly Fact[];
  /** The lane to judge; null where nothing happened that could change its view. */
  judged: LaneRecord | null;
}

/** Folds new events of one lane into what is known of its state, in memory. */
export function foldLane(laneId: string, before: LaneState, rows: readonly FoldableRow[]): FoldedLane {
  let after = before;
  let declaration: unknown = null;
  for (const { reported, row, fact } of rows) {
    // A replica that reports anything on a lane is one of the lane's replicas from then on.
    const boot = after.boots[row.sourceId] ?? newBoot(reported.report.workstation);
    after = after.boots[row.sourceId] ? after : { ...after, boots: { ...after.boots, [row.sourceId]: boot } };
    if (!fact) continue;
    const next = fold(after, fact);
    if (fact.body.type === "declared" && next.declared !== after.declared) declaration = reported.event.raw;
    after = next;
  }
  const facts = rows.flatMap(({ fact }) => fact ?? []);
  return { laneId, before, after, declaration, facts, lastEventId: rows.at(-1)?.row.eventId ?? null, judged: null };
}

/** The same for a lane of which everything is known, to be judged where that could tell something new. */
export function foldRecord(record: LaneRecord, rows: readonly FoldableRow[]): FoldedLane {
  const folded = foldLane(record.id, record.state, rows);
  const needsJudgement = folded.after !== folded.before || record.standing === null || mayBeLiveAgain(record, rows);
  return { ...folded, judged: needsJudgement ? { ...record, state: folded.after } : null };
}

/** Whoever reports brings a lane back, but for a workstation on one that services held. */
const mayBeLiveAgain = ({ standing, state }: LaneRecord, rows: readonly FoldableRow[]): boolean =>
  standing?.freshness !== "live" && !(state.services && rows.every(({ reported }) => reported.report.workstation));
