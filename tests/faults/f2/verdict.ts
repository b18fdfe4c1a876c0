import type { Database } from "#lib/db/database.ts";
import { MINUTE } from "#lib/domain/clock/instant.ts";
import { findViolations } from "#tests/support/find-violations.ts";
import type { Outcome } from "../support/outcome.ts";
import { isAsWanted } from "./live-as-replica.ts";
import type { RunningLanekeeper, Scene } from "./scene.ts";
import type { Spooled } from "./spooled.ts";

/** What was seen while Lanekeeper was away and when it came back. */
export interface Absence {
  /** What waited on disk when the way was free again, by the keepers' own account. */
  waited: Spooled;
  /** What the gate added to a call. */
  gateUs: { before: number; meanwhile: number };
  replayMs: number;
}

/** The gate of a call that changes something, its event on disk included. */
const MOST_GATE_US = 50;
/** No rehearsal takes longer, so no event can be older when it arrives. */
const MOST_AGE_MS = 10 * MINUTE;

/** Holds what became of a server's replicas, and what Lanekeeper knows of them, against what was promised. */
export async function findFaults({ database }: RunningLanekeeper, scene: Scene, absence: Absence): Promise<Outcome> {
  const { waited, gateUs, replayMs } = absence;
  const copies = await copiesOf(database);
  const lost = waited.ids.filter((id) => !copies.has(id));
  const doubled = [...copies].filter(([, count]) => count > 1).map(([id]) => id);
  const left = await scene.spools();
  return {
    figures: {
      replicas: scene.replicas.length,
      "events that waited": waited.ids.length,
      "files they waited in": waited.files,
      "answers lost": scene.network.lostAnswers(),
      "replay ms": replayMs,
      "gate before us": gateUs.before,
      "gate meanwhile us": gateUs.meanwhile,
      "events lost": lost.length,
      "events doubled": doubled.length,
    },
    violations: [
      ...disobedience(scene),
      ...lost.slice(0, 3).map((id) => `lost with ${lost.length - 1} others: ${id}`),
      ...doubled.slice(0, 3).map((id) => `there twice with ${doubled.length - 1} others: ${id}`),
      ...(left.files === 0 ? [] : [`${left.files} spools are left, with ${left.ids.length} events`]),
      ...left.aside.map((file) => `set aside: ${file}`),
      ...Object.entries(gateUs).flatMap(([when, us]) =>
        us <= MOST_GATE_US ? [] : [`the gate added ${Math.round(us)} us to a call ${when}`],
      ),
      ...(await untoldWrites(database, scene)),
      ...(await wrongTimes(database, scene)),
      ...(await ghosts(database, scene)),
      ...(await findViolations(database, new Date())),
    ],
  };
}

/** Lanes that were not as an operator or the provider had left them, in a process that had heard of it or started since. */
function disobedience({ replicas }: Scene): string[] {
  return replicas.flatMap(({ name, rounds }) => {
    const isWitness = /-(resident|stubborn)$/.test(name);
    const judged = isWitness ? rounds.slice(rounds.findIndex(isAsWanted)) : rounds;
    return judged.filter((round) => !isAsWanted(round)).map((round) => `${name} answered ${JSON.stringify(round)}`);
  });
}

async function copiesOf(db: Database): Promise<Map<string, number>> {
  const rows = await db.query<{ id: string; copies: number }>(
    "SELECT event_id AS id, count(*) AS copies FROM event GROUP BY event_id",
  );
  return new Map(rows.map(({ id, copies }) => [id, copies]));
}

/** Events of replicas whose clocks were days off: each must be told once more, as of when it happened, whoever sends it. */
async function wrongTimes(db: Database, { server, replicas }: Scene): Promise<string[]> {
  const rows = await db.query<{ name: string; events: number; corrected: number; furthest_ms: number }>(
    `SELECT r.name, count(*) AS events, count(*) FILTER (WHERE e.data ? 'reported_time') AS corrected,
            max(extract(epoch FROM e.recorded_at - e.occurred_at) * 1000)::float AS furthest_ms
     FROM event e JOIN replica r ON r.id = e.source_id WHERE r.name LIKE $1 GROUP BY r.name`,
    [`${server}-off-%`],
  );
  const off = replicas.filter(({ name }) => name.startsWith(`${server}-off-`));
  const missing = off.filter(({ name }) => !rows.some((row) => row.name === name));
  const wrong = rows.filter((row) => row.corrected < row.events || row.furthest_ms < 0 || row.furthest_ms > MOST_AGE_MS);
  return [
    ...missing.map(({ name }) => `nothing is known of ${name}`),
    ...wrong.map((row) => `clock not put right: ${JSON.stringify(row)}`),
  ];
}

/** Clients that were answered a write of which nobody was told. */
async function untoldWrites(db: Database, { replicas }: Scene): Promise<string[]> {
  const rows = await db.query<{ name: string; writes: number }>(
    `SELECT r.name, count(*) AS writes FROM event e JOIN (SELECT id, name FROM replica UNION SELECT id, name FROM past_replica) r
     ON r.id = e.source_id WHERE e.kind = 'call.completed' GROUP BY r.name`,
  );
  const told = new Map(rows.map(({ name, writes }) => [name, writes]));
  return replicas.flatMap(({ name, rounds }) => {
    const answered = rounds.at(-1)?.writes ?? 0;
    const known = told.get(name) ?? 0;
    return known >= answered ? [] : [`${name} answered ${answered} writes, of which ${known} were told`];
  });
}

/** Processes that ended and are still taken for alive. */
async function ghosts(db: Database, { server }: Scene): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    "SELECT r.name FROM replica r JOIN server s ON s.id = r.server_id WHERE s.slug = $1 AND r.stopped_at IS NULL",
    [server],
  );
  return rows.map(({ name }) => `${name} has ended and is taken for alive`);
}
