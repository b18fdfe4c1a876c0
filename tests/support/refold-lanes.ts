import { isDeepStrictEqual } from "node:util";
import type { AcceptedEvent } from "#lib/contract/event.ts";
import { EVENT_DATA } from "#lib/contract/event-data.ts";
import type { Database } from "#lib/db/database.ts";
import { readLaneRecords } from "#lib/db/lane-record.ts";
import { withoutRegisters } from "#lib/domain/lane/at-rest.ts";
import type { Fact } from "#lib/domain/lane/fact.ts";
import { foldAll } from "#lib/domain/lane/fold.ts";
import { EMPTY_LANE, type LaneState, newBoot } from "#lib/domain/lane/state.ts";
import type { EventKind } from "#lib/domain/vocabulary.ts";
import type { CheckedEvent } from "#lib/pipeline/record/index.ts";
import { toFact } from "#lib/pipeline/record/to-fact.ts";

interface StoredEvent {
  event_id: string;
  source_id: string;
  occurred_at: Date;
  sequence: string | null;
  kind: EventKind;
  data: unknown;
  workstation: boolean;
}

/**
 * Folds every lane's stored events anew, in an order that has nothing to do with their arrival, and returns a line for each
 * lane whose stored state is another one. What operators entered, and what other lanes said of the same credential, is no event of the lane and is left out on both sides.
 */
export async function refoldLanes(db: Database): Promise<string[]> {
  const lanes = await db.query<{ id: string; name: string }>(
    "SELECT l.id, s.slug || '/' || l.name AS name FROM lane l JOIN server s ON s.id = l.server_id ORDER BY 2",
  );
  const broken: string[] = [];
  for (const { id, name } of lanes) {
    const boots = await db.query<{ id: string }>("SELECT replica_id AS id FROM lane_replica WHERE lane_id = $1", [id]);
    const resting = await db.query<{ number: number }>(
      "SELECT DISTINCT number FROM generation WHERE lane_id = $1 AND resting_since IS NOT NULL",
      [id],
    );
    const numbers = resting.map(({ number }) => number);
    const [record] = await readLaneRecords(db, [id], { boots: boots.map((boot) => boot.id), numbers });
    const compared = (state: LaneState) => withoutResting(state, numbers);
    const differing = record
      ? differingParts(compared(eventsPart(record.state)), compared(await refoldLane(db, id)))
      : ["everything"];
    if (differing.length > 0) broken.push(`${name}: stored state is not what its events fold to, in ${differing.join(", ")}`);
  }
  return broken;
}

/** The state that a lane's stored events fold to. */
async function refoldLane(db: Database, laneId: string): Promise<LaneState> {
  const events = await db.query<StoredEvent>(
    `SELECT e.event_id, e.source_id, e.occurred_at, e.sequence::text AS sequence, e.kind, e.data, r.workstation
     FROM event e JOIN replica r ON r.id = e.source_id
     WHERE e.stream_id = $1 ORDER BY md5(e.event_id || e.source_id), e.occurred_at`,
    [laneId],
  );
  const heard = Object.fromEntries(events.map((event) => [event.source_id, newBoot(event.workstation || undefined)]));
  const facts = events.flatMap(factOf);
  return eventsPart(JSON.parse(JSON.stringify(foldAll({ ...EMPTY_LANE, boots: heard }, facts))));
}

function factOf(event: StoredEvent): Fact[] {
  const fact = toFact(checkedAgain(event), event.source_id);
  return fact ? [{ ...fact, ...(event.workstation ? { workstation: true } : {}) }] : [];
}

function checkedAgain({ event_id: id, occurred_at: at, sequence, kind, data: raw }: StoredEvent): CheckedEvent {
  const accepted = { kind, data: EVENT_DATA[kind].parse(raw) } as AcceptedEvent;
  return { ...accepted, id, at, sequence, raw, replica: "", lane: null, reportedAt: null, traceparent: null, skewed: false };
}

/** What of a state comes from events alone. */
function eventsPart(state: LaneState): LaneState {
  const generations = Object.entries(state.generations).map(([key, generation]) => [
    key,
    { ...generation, entered: null, overruled: [], revoked: generation.revoked.filter(({ origin }) => !origin) },
  ]);
  return { ...state, acceptedScopes: null, generations: Object.fromEntries(generations) };
}

/** Registers of what is at rest are gone; the generations themselves are kept. */
function withoutResting(state: LaneState, numbers: readonly number[]): LaneState {
  const boots = Object.entries(state.boots).map(([name, boot]) => [
    name,
    withoutRegisters(boot, ({ generation }) => numbers.includes(generation.number)),
  ]);
  return { ...state, boots: Object.fromEntries(boots) };
}

/** Names of the parts that differ: of the lane itself, of its generations, of its boots. */
function differingParts(stored: LaneState, refolded: LaneState): string[] {
  const parts = (state: LaneState): Record<string, unknown> => ({
    declared: state.declared,
    retiredAt: state.retiredAt,
    ...prefixed("generation", state.generations),
    ...prefixed("boot", state.boots),
  });
  const [left, right] = [parts(stored), parts(refolded)];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].filter(
    (part) => !isDeepStrictEqual(left[part], right[part]),
  );
}

const prefixed = (prefix: string, parts: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(parts).map(([key, part]) => [`${prefix} ${key}`, part]));
