import { type AlsoRead, type BootRecord, type LaneRecord, readLaneRecords, readQuietBoots } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import { numbersNamed } from "#lib/domain/lane/at-rest.ts";
import { holdsFailure, isSuccess } from "#lib/domain/lane/may-change-view.ts";
import { EMPTY_LANE } from "#lib/domain/lane/state.ts";
import { type FoldedLane, foldLane, foldRecord } from "./fold-lane.ts";
import type { PlacedRow } from "./place-rows.ts";

type RowsOfLanes = ReadonlyMap<string, readonly PlacedRow[]>;

/** What was read of the lanes that events touch. */
export interface ReadLanes {
  records: readonly LaneRecord[];
  boots: readonly BootRecord[];
}

/**
 * Reads what folding needs. Calls that went well are most of what servers report: of a lane that is told nothing else, only the
 * boots that tell it are read, and not the hundreds that may share it.
 */
export async function readLanes(tx: Sql, rows: RowsOfLanes): Promise<ReadLanes> {
  const all = [...rows];
  const routine = all.filter(([, ofLane]) => ofLane.every(isRoutine));
  const pairs = routine.flatMap(([laneId, ofLane]) =>
    [...new Set(ofLane.map(({ row }) => row.sourceId))].map((replicaId) => ({ laneId, replicaId })),
  );
  const other = all.filter(([, ofLane]) => !ofLane.every(isRoutine)).map(([laneId]) => laneId);
  const [boots, records] = await Promise.all([readQuietBoots(tx, pairs), readLaneRecords(tx, other, namedBy(rows))]);
  return { boots, records };
}

/** Folds new events into the lanes read; where a routine report may change the view after all, the rest of that lane is read first. One that is set aside is left out. */
export async function foldLanes(tx: Sql, fresh: RowsOfLanes, { records, boots }: ReadLanes): Promise<FoldedLane[]> {
  const whole = new Map(records.map((record) => [record.id, record]));
  const bootsOf = Map.groupBy(boots, ({ laneId }) => laneId);
  const quiet = new Map(
    [...fresh].flatMap(([laneId, rows]) => {
      const state = whole.has(laneId) ? null : quietState(rows, bootsOf.get(laneId) ?? []);
      return state ? [[laneId, state] as const] : [];
    }),
  );
  const missing = [...fresh.keys()].filter((laneId) => !whole.has(laneId) && !quiet.has(laneId));
  for (const record of await readLaneRecords(tx, missing, namedBy(fresh))) whole.set(record.id, record);
  return [
    ...[...quiet].map(([laneId, state]) => foldLane(laneId, state, fresh.get(laneId) ?? [])),
    ...[...whole.values()]
      .filter(({ isSetAside }) => !isSetAside)
      .map((record) => foldRecord(record, fresh.get(record.id) ?? [])),
  ];
}

/** Who reports, and the generations told of: what of a lane may have left, or be at rest, and matters all the same. */
function namedBy(rows: RowsOfLanes): AlsoRead {
  const all = [...rows.values()].flat();
  return {
    boots: [...new Set(all.map(({ row }) => row.sourceId))],
    numbers: numbersNamed(all.flatMap(({ fact }) => fact ?? [])),
  };
}

const isRoutine = ({ fact }: PlacedRow): boolean => fact === null || isSuccess(fact.body);

/** The boots that report, as a state; null where one of them is new to its lane, or holds what a success could end. */
function quietState(rows: readonly PlacedRow[], boots: readonly BootRecord[]): typeof EMPTY_LANE | null {
  const known = Object.fromEntries(boots.map(({ replicaId, state }) => [replicaId, state]));
  const areQuiet = rows.every(({ row }) => {
    const boot = known[row.sourceId];
    return boot !== undefined && !holdsFailure(boot);
  });
  return areQuiet ? { ...EMPTY_LANE, boots: known } : null;
}
