import type { LaneVerdicts, VerdictView } from "#lib/contract/verdict.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Instant } from "#lib/domain/clock/instant.ts";
import { knownGenerations } from "#lib/domain/lane/known-generations.ts";
import { setScene } from "#lib/domain/lane/scene.ts";
import type { GenerationState, Verdict } from "#lib/domain/lane/state.ts";
import { inWords } from "#lib/domain/lane/words.ts";
import { readProbeViews } from "./list-commands.ts";
import { timeOf } from "./wire.ts";

interface Said {
  generation: GenerationState;
  kind: VerdictView["kind"];
  verdict: Verdict;
}

/** What was said against the generations that a lane serves, with what was found about it. */
export async function readVerdicts(sql: Sql, record: LaneRecord, now: Date): Promise<LaneVerdicts> {
  const said = verdictsOn(record, now);
  const { containedAt } = record.desired;
  const containment = containedAt === null ? null : await readContainment(sql, record.id, containedAt);
  if (said.length === 0) return { verdicts: [], probes: [], containment };
  const accused = [...new Set(said.map(({ generation }) => generation.fingerprint))];
  const [probes, sources] = await Promise.all([readProbeViews(sql, record.id, accused), readSources(sql, said)]);
  const passed = probes.filter(({ probe }) => probe.targets.some(({ status }) => status === "succeeded"));
  const verdicts = said.map((one, place) => {
    const gainsaying = passed.find(({ verdictIds }) => verdictIds.includes(one.verdict.id));
    return toView(one, sources[place], gainsaying?.probe.id ?? null);
  });
  return { verdicts, probes: probes.map(({ probe }) => probe), containment };
}

function verdictsOn(record: LaneRecord, now: Date): Said[] {
  const served = new Set(setScene(record, now.getTime()).generations.map(({ fingerprint }) => fingerprint));
  const generations = knownGenerations(record.state).filter(({ fingerprint }) => fingerprint !== "" && served.has(fingerprint));
  return generations.flatMap((generation) =>
    (["revoked", "expired"] as const).flatMap((kind) => generation[kind].map((verdict) => ({ generation, kind, verdict }))),
  );
}

function toView({ generation, kind, verdict }: Said, source: Source | undefined, probeId: string | null): VerdictView {
  const isOverruled = generation.overruled.includes(verdict.id);
  return {
    event_id: verdict.id,
    generation: generation.number,
    fingerprint: generation.fingerprint,
    kind,
    certainty: verdict.certainty,
    at: timeOf(verdict.at),
    reason: inWords(verdict.reason),
    evidence: verdict.evidence,
    replica: source?.replica ?? null,
    workstation: verdict.workstation ?? false,
    origin:
      verdict.origin && source?.lane && source.server ? { id: verdict.origin, name: source.lane, server: source.server } : null,
    overruled: isOverruled,
    overrule_with: isOverruled ? null : probeId,
  };
}

interface Source {
  replica: string | null;
  lane: string | null;
  server: string | null;
}

/** Who said each verdict, and on which other lane; in the order given. */
function readSources(sql: Sql, said: readonly Said[]): Promise<Source[]> {
  const verdicts = said.map(({ verdict }) => verdict);
  return sql.query<Source>(
    `SELECT r.name AS replica, l.name AS lane, s.slug AS server
     FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS t(boot, origin, place)
     LEFT JOIN known_replica r ON r.id = t.boot LEFT JOIN lane l ON l.id = t.origin LEFT JOIN server s ON s.id = l.server_id ORDER BY t.place`,
    [verdicts.map(({ boot }) => boot), verdicts.map(({ origin }) => origin ?? null)],
  );
}

/** Why the lane was contained last. A lane may be contained for longer than its story is kept: then only the moment is known. */
async function readContainment(sql: Sql, laneId: string, containedAt: Instant): Promise<LaneVerdicts["containment"]> {
  const [row] = await sql.query<{ at: Date; because: string | null; event_id: string | null }>(
    `SELECT at, after ->> 'because' AS because, correlation_id AS event_id FROM action
     WHERE lane_id = $1 AND action = 'lane.contained' ORDER BY at DESC, id DESC LIMIT 1`,
    [laneId],
  );
  const { at = new Date(containedAt), because = null, event_id = null } = row ?? {};
  return { at: timeOf(at), because: because ?? "confirmed", event_id };
}
