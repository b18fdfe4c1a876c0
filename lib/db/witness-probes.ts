import { probeResult, type WitnessProbe } from "../domain/command/probe.ts";
import type { GenerationRef } from "../domain/lane/fact.ts";
import type { CommandStatus } from "../domain/vocabulary.ts";
import type { Sql } from "./sql.ts";

interface ProbeRow {
  lane_id: string;
  id: string;
  generation: GenerationRef;
  verdict_ids: string[];
  expires_at: Date;
  targets: { boot: string; status: CommandStatus; code: string | null; at: number | null }[];
}

/** Probes that Lanekeeper sent about verdicts of locked lanes, oldest first, by lane. */
export async function readWitnessProbes(
  tx: Sql,
  laneIds: readonly string[],
  verdictIds: readonly string[],
): Promise<Map<string, WitnessProbe[]>> {
  const rows = await tx.query<ProbeRow>(
    `SELECT c.lane_id, c.id, json_build_object('number', c.candidate_number, 'fingerprint', c.candidate_fingerprint) AS generation, c.verdict_ids, c.expires_at,
            (SELECT coalesce(json_agg(json_build_object('boot', t.replica_id, 'status', t.status, 'code', t.code,
                      'at', (extract(epoch FROM t.finished_at) * 1000)::bigint) ORDER BY t.queued_at, t.replica_id), '[]')
               FROM command_target t WHERE t.command_id = c.id) AS targets
     FROM command c
     WHERE c.lane_id = ANY($1::uuid[]) AND c.kind = 'probe' AND c.caller_kind = 'system' AND c.verdict_ids && $2::text[]
     ORDER BY c.requested_at, c.id`,
    [laneIds, verdictIds],
  );
  return new Map([...Map.groupBy(rows, ({ lane_id }) => lane_id)].map(([laneId, own]) => [laneId, own.map(toProbe)]));
}

const toProbe = (row: ProbeRow): WitnessProbe => ({
  commandId: row.id,
  generation: row.generation,
  verdictIds: row.verdict_ids,
  answerBy: row.expires_at.getTime(),
  answers: row.targets.map(({ boot, status, code, at }) => ({ boot, result: probeResult(status, code), at })),
});
