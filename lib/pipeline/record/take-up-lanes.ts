import type { AcceptedEvent } from "#lib/contract/event.ts";
import { EVENT_DATA } from "#lib/contract/event-data.ts";
import { writeActions } from "#lib/db/actions.ts";
import type { Database } from "#lib/db/database.ts";
import { postponeLane } from "#lib/db/due-lanes.ts";
import { queueFingerprints } from "#lib/db/fingerprint-checks.ts";
import { isDatabaseAway } from "#lib/db/is-database-away.ts";
import { type LaneRecord, lockLanes, readLaneRecords } from "#lib/db/lane-record.ts";
import { writeStates } from "#lib/db/lane-writes.ts";
import { describeLanes } from "#lib/db/lanes.ts";
import { findSetAside, readUnfolded, type UnfoldedEvent, writeFoldedTo } from "#lib/db/set-aside.ts";
import type { Sql } from "#lib/db/sql.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { numbersNamed } from "#lib/domain/lane/at-rest.ts";
import { fingerprintNews } from "#lib/domain/lane/fingerprint-news.ts";
import { EMPTY_LANE } from "#lib/domain/lane/state.ts";
import { TRY_AGAIN_MS } from "../alert/index.ts";
import { evaluateLanes } from "../evaluate/index.ts";
import { type FoldableRow, type FoldedLane, foldLane } from "./fold-lane.ts";
import { toFact } from "./to-fact.ts";

const EVENTS_AT_ONCE = 2_000;

/**
 * Tries lanes again that were set aside: what was recorded of them meanwhile is folded, and they are judged as ever. Returns how many
 * were tried; those that still cannot be read wait another minute, and what failed is thrown after the others.
 */
export async function takeUpLanes(db: Database, now: Date, limit = 20): Promise<number> {
  const due = await findSetAside(db, now, limit);
  const failures: unknown[] = [];
  for (const laneId of due) {
    try {
      await db.transaction((tx) => takeUp(tx, laneId, now));
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      failures.push(error);
      await postponeLane(db, laneId, new Date(now.getTime() + TRY_AGAIN_MS));
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} lanes that were set aside still cannot be judged`);
  return due.length;
}

async function takeUp(tx: Sql, laneId: string, now: Date): Promise<void> {
  await lockLanes(tx, [laneId]);
  const events = await readUnfolded(tx, laneId, EVENTS_AT_ONCE);
  const rows = events.map(toRow);
  const named = {
    boots: [...new Set(events.map(({ sourceId }) => sourceId))],
    numbers: numbersNamed(rows.flatMap(({ fact }) => fact ?? [])),
  };
  const [record] = await readLaneRecords(tx, [laneId], named, "whole");
  if (!record?.isSetAside) return;
  const folded = withoutForgotten(foldLane(laneId, record.state, rows), events);
  const isAll = events.length < EVENTS_AT_ONCE;
  await writeFoldedTo(tx, laneId, isAll ? null : (events.at(-1)?.streamSeq ?? null), now);
  await writeStates(tx, [folded]);
  if (folded.declaration) await describeLanes(tx, [{ laneId, declaration: folded.declaration }]);
  if (isAll) await judgeAgain(tx, record, folded, now);
}

async function judgeAgain(tx: Sql, record: LaneRecord, folded: FoldedLane, now: Date): Promise<void> {
  const { id: laneId, serverId, name } = record;
  const { before, after, facts, lastEventId: eventId } = folded;
  await writeActions(tx, SYSTEM, now, [
    {
      action: "lane.taken_up",
      laneId,
      serverId,
      summary: `${name} can be read again, and what was recorded of it meanwhile counts`,
    },
  ]);
  const lane = { ...record, isSetAside: false, state: after };
  await evaluateLanes(tx, [lane], "event", now, new Map([[laneId, { eventId, before, facts }]]));
  // Nobody carried a verdict to it, or from it, all the while.
  await queueFingerprints(tx, fingerprintNews(EMPTY_LANE, after), now);
}

/** Boots of replicas that are long forgotten count for nothing but what they said of generations. */
function withoutForgotten(folded: FoldedLane, events: readonly UnfoldedEvent[]): FoldedLane {
  const forgotten = new Set(events.flatMap(({ workstation, sourceId }) => (workstation === null ? sourceId : [])));
  const boots = Object.fromEntries(Object.entries(folded.after.boots).filter(([id]) => !forgotten.has(id)));
  return { ...folded, after: { ...folded.after, boots } };
}

/** Of a replica that nobody knows any more, as little is taken as of a workstation. */
function toRow({ eventId, sourceId, occurredAt: at, sequence, kind, data: raw, workstation }: UnfoldedEvent): FoldableRow {
  const isWorkstation = workstation ?? true;
  const data = EVENT_DATA[kind].parse(raw);
  const stored = { id: eventId, replica: "", lane: null, at, reportedAt: null, sequence, traceparent: null, skewed: false, raw };
  const fact = toFact({ ...({ kind, data } as AcceptedEvent), ...stored }, sourceId);
  return {
    reported: { report: { workstation: isWorkstation }, event: { raw } },
    row: { sourceId, eventId },
    fact: fact && isWorkstation ? { ...fact, workstation: true } : fact,
  };
}
