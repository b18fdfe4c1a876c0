import type { GenerationView } from "#lib/contract/lane-parts.ts";
import type { Sql } from "#lib/db/sql.ts";
import { compareGenerations, knownExpiry, standingVerdicts } from "#lib/domain/lane/generation.ts";
import { knownGenerations } from "#lib/domain/lane/known-generations.ts";
import { isLive, type Replicas } from "#lib/domain/lane/presence.ts";
import { type GenerationState, generationKey, type LaneState, type Verdict } from "#lib/domain/lane/state.ts";
import { expiryOf, time, timeOf } from "./wire.ts";

const KEPT = 20;

/** A lane's generations, newest first. */
export function generationViews(state: LaneState, replicas: Replicas, now: Date): GenerationView[] {
  const serving = countServing(state, replicas, now);
  const known = knownGenerations(state).toSorted((a, b) => compareGenerations(b, a));
  const numbers = known.filter(({ fingerprint }) => fingerprint !== "").map(({ number }) => number);
  return known.slice(0, KEPT).map((generation) => ({
    ...toView(state, generation, serving.get(generationKey(generation)) ?? 0, now),
    split: numbers.filter((number) => number === generation.number).length > 1,
  }));
}

function toView(
  state: LaneState,
  generation: GenerationState,
  servingReplicas: number,
  now: Date,
): Omit<GenerationView, "split"> {
  const { expiresAt, source } = knownExpiry(generation);
  const [revoked] = standingVerdicts(state, generation, "revoked");
  const [expired] = standingVerdicts(state, generation, "expired");
  const isPast = expired !== undefined || (typeof expiresAt === "number" && expiresAt <= now.getTime());
  return {
    number: generation.number,
    fingerprint: generation.fingerprint,
    state: stateOf(generation, { servingReplicas, isRevoked: revoked !== undefined, isPast }),
    issued_at: time(generation.told.issuedAt?.value ?? null),
    first_seen_at: timeOf(generation.firstSeenAt),
    expires_at: expiryOf(expiresAt),
    expires_source: source,
    scopes: generation.told.scopes?.value.slice() ?? null,
    store: generation.told.store?.value ?? null,
    serving_replicas: servingReplicas,
    retired_at: time(generation.retired?.at ?? null),
    retirement: generation.retired?.retirement ?? null,
    revoked: revoked ? { ...verdictOf(revoked), reason: revoked.reason } : null,
    expired: expired ? verdictOf(expired) : null,
  };
}

interface Standing {
  servingReplicas: number;
  isRevoked: boolean;
  isPast: boolean;
}

function stateOf(generation: GenerationState, { servingReplicas, isRevoked, isPast }: Standing): GenerationView["state"] {
  if (isRevoked) return "revoked";
  if (generation.retired) return "retired";
  if (isPast) return "expired";
  if (servingReplicas > 0) return "serving";
  return generation.loaded ? "standby" : "candidate";
}

const verdictOf = ({ at, certainty, evidence }: Verdict) => ({ at: timeOf(at), certainty, evidence });

function countServing(state: LaneState, replicas: Replicas, now: Date): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [id, boot] of Object.entries(state.boots)) {
    const replica = replicas[id];
    if (!boot.serving || !replica || !isLive(replica, now.getTime())) continue;
    const key = generationKey(boot.serving);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Other lanes that serve one of these fingerprints: they share the credential. */
export async function findSharers(
  sql: Sql,
  laneId: string,
  fingerprint: string,
): Promise<{ id: string; name: string; server: string }[]> {
  return sql.query(
    `SELECT l.id, l.name, s.slug AS server FROM lane l JOIN server s ON s.id = l.server_id
     WHERE l.id <> $1 AND l.served_fingerprint = $2 AND l.ended_at IS NULL AND $2 <> '' ORDER BY l.name LIMIT 50`,
    [laneId, fingerprint],
  );
}
