import { writeActions } from "#lib/db/actions.ts";
import type { Database } from "#lib/db/database.ts";
import {
  deleteFingerprintChecks,
  findDueFingerprints,
  findLanesToTell,
  findSourceVerdict,
  postponeFingerprintChecks,
  type SourceVerdict,
} from "#lib/db/fingerprint-checks.ts";
import { type LaneRecord, lockLanes, readLaneRecords } from "#lib/db/lane-record.ts";
import { writeStates } from "#lib/db/lane-writes.ts";
import { lockServers } from "#lib/db/servers.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { fold } from "#lib/domain/lane/fold.ts";
import type { GenerationState } from "#lib/domain/lane/state.ts";
import { evaluateLanes } from "./evaluate-lanes.ts";

/** When a fingerprint that could not be looked at is tried again. */
const TRY_AGAIN_MS = 5_000;
/** Less than every lane's id. */
const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";
/** Lanes told in one transaction, which holds their locks. */
const LANES_AT_ONCE = 100;

/**
 * Carries confirmed revocations to every lane that knows the same fingerprint, on whatever server: the lanes that serve it are
 * contained. What is to be done stands in the database, so that it is done whoever dies meanwhile, and doing it twice changes nothing.
 * Returns how many fingerprints were looked at; what failed is thrown after the others.
 */
export async function carryVerdicts(db: Database, now: Date, limit = 200): Promise<number> {
  const due = await findDueFingerprints(db, now, limit);
  const failures: unknown[] = [];
  for (const { fingerprint, ids } of due) {
    try {
      await carry(db, fingerprint, now);
      await deleteFingerprintChecks(db, ids);
    } catch (error) {
      failures.push(error);
      await postponeFingerprintChecks(db, ids, new Date(now.getTime() + TRY_AGAIN_MS));
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} of ${due.length} fingerprints could not be looked at`);
  return due.length;
}

async function carry(db: Database, fingerprint: string, now: Date): Promise<void> {
  const source = await findSourceVerdict(db, fingerprint);
  if (!source) return;
  for (let after: string | undefined = BEFORE_ALL; after !== undefined; ) {
    const laneIds: string[] = await findLanesToTell(db, fingerprint, source, after, LANES_AT_ONCE);
    await db.transaction((tx) => tell(tx, laneIds, fingerprint, source, now));
    after = laneIds.at(-1);
  }
}

/** Locks lanes of many servers in id order, then the servers, as everybody does. */
async function tell(tx: Sql, laneIds: readonly string[], fingerprint: string, source: SourceVerdict, now: Date): Promise<void> {
  if (laneIds.length === 0) return;
  await lockLanes(tx, laneIds);
  const records = await readLaneRecords(tx, laneIds);
  await lockServers(tx, [...new Set(records.map(({ serverId }) => serverId))]);
  // Another worker may have told some of them before their locks were ours.
  const changed = records
    .filter((record) => !isTold(record, fingerprint, source))
    .map((record) => ({ record, after: addVerdict(record, fingerprint, source) }));
  await writeStates(
    tx,
    changed.map(({ record, after }) => ({ laneId: record.id, before: record.state, after })),
  );
  await writeActions(
    tx,
    SYSTEM,
    now,
    changed.map(({ record }) => describeCarried(record, fingerprint, source)),
  );
  await evaluateLanes(
    tx,
    changed.map(({ record, after }) => ({ ...record, state: after })),
    "event",
    now,
  );
}

function addVerdict({ state }: LaneRecord, fingerprint: string, { laneId, verdict }: SourceVerdict): LaneRecord["state"] {
  const { id, at, certainty, reason, evidence } = verdict;
  const said = { type: "dead", verdict: "revoked", certainty, reason, evidence, lease: null, origin: laneId } as const;
  const stamp = { sequence: null, at, id };
  return generationsOf(state, fingerprint).reduce(
    (folded, { number }) => fold(folded, { boot: null, stamp, body: { ...said, generation: { number, fingerprint } } }),
    state,
  );
}

const isTold = ({ state }: LaneRecord, fingerprint: string, { laneId, verdict }: SourceVerdict): boolean =>
  generationsOf(state, fingerprint).every(({ revoked }) =>
    revoked.some(({ id, origin }) => id === verdict.id && origin === laneId),
  );

const generationsOf = ({ generations }: LaneRecord["state"], fingerprint: string): GenerationState[] =>
  Object.values(generations).filter((generation) => generation.fingerprint === fingerprint);

const describeCarried = (record: LaneRecord, fingerprint: string, { laneId, lane, server, verdict }: SourceVerdict): Action => ({
  action: "verdict.carried",
  laneId: record.id,
  serverId: record.serverId,
  reason: verdict.reason,
  correlationId: verdict.id,
  after: {
    generations: generationsOf(record.state, fingerprint).map(({ number }) => number),
    fingerprint,
    certainty: verdict.certainty,
    event_id: verdict.id,
    lane_id: laneId,
    lane,
    server,
  },
  summary: `The credential of ${record.name} was revoked: ${server}/${lane} holds the same one`,
});
