import type { EventDataInput } from "#lib/contract/event-data.ts";
import { DAY, HOUR, type Instant, MINUTE, SECOND } from "#lib/domain/clock/instant.ts";
import type { LaneKind } from "#lib/domain/vocabulary.ts";
import { inOrder, type LifeEvent, lifeEvent } from "./life-event.ts";
import { randomOf } from "./random.ts";

export interface LaneSeed {
  /** Counts the lanes of all servers; decides what kind of life this one has. */
  index: number;
  replicas: number;
  from: Instant;
  to: Instant;
}

const TOOLS = ["issues_create", "issues_list"] as const;
const KINDS: readonly LaneKind[] = ["oauth_refresh", "managed_key", "byok", "vault_reference", "managed_key"];
const PROVIDERS = ["github", "stripe", "hubspot", "slack", "notion"] as const;
const LEASE_MS = DAY;
const QUIET_MS = 10 * DAY;

const kindOf = ({ index }: LaneSeed): LaneKind => KINDS[index % KINDS.length] ?? "byok";

/** What the lane's server says of it. */
export function declarationOf(seed: LaneSeed): EventDataInput["lane.declared"] {
  const { index } = seed;
  const kind = kindOf(seed);
  return {
    provider: PROVIDERS[index % PROVIDERS.length] ?? "github",
    account: `account-${index % 97}`,
    tenant: `tenant-${index % 31}`,
    owner: `team-${index % 12}`,
    kind,
    routes: TOOLS.map((tool) => ({ tool, side_effect: tool === "issues_create" ? "write" : "read", needs: ["issues:write"] })),
    capabilities: kind === "oauth_refresh" ? ["refresh"] : ["create", "probe"],
  };
}

/** What happened to one lane but its routine calls: loads, refreshes, rotations, and what goes wrong now and then. */
export function lifeOf(seed: LaneSeed): Generator<LifeEvent> {
  const kind = kindOf(seed);
  const keys = keysOf(seed, kind);
  const leases = kind === "oauth_refresh" ? replicasOf(seed).map((replica) => leasesOf(seed, replica)) : [];
  return inOrder(loadsOf(seed, keys), ...leases, incidentsOf(seed, keys), endingOf(seed, keys));
}

interface Key {
  number: number;
  issuedAt: Instant;
  expiresAt: Instant | "never" | null;
  loadedAt: Instant;
}

/** The generations a lane has had, oldest first; one lane in thirty is rotated after its end. */
function keysOf({ index, from, to }: LaneSeed, kind: LaneKind): Key[] {
  const random = randomOf(index);
  const lifeMs = (30 + 60 * random()) * DAY;
  const first = { number: 1, issuedAt: from - Math.round(random() * 0.7 * lifeMs), loadedAt: from + SECOND };
  if (kind === "oauth_refresh") return [{ ...first, expiresAt: "never" }];
  if (kind === "byok") return [{ ...first, issuedAt: from - Math.round(random() * 120 * DAY), expiresAt: "never" }];
  if (kind === "vault_reference" && index % 3 === 0) return [{ ...first, expiresAt: null }];
  const rotatedAfter = index % 30 === 3 ? 1.002 : 0.75;
  const keys: Key[] = [{ ...first, expiresAt: first.issuedAt + lifeMs }];
  for (let at = first.issuedAt + rotatedAfter * lifeMs; at < to; at += rotatedAfter * lifeMs) {
    const issuedAt = Math.round(at);
    keys.push({ number: keys.length + 1, issuedAt, expiresAt: issuedAt + Math.round(lifeMs), loadedAt: issuedAt + SECOND });
  }
  return keys;
}

const keyAt = (keys: readonly Key[], at: Instant): number => keys.findLast(({ loadedAt }) => loadedAt <= at)?.number ?? 1;
const replicasOf = ({ replicas }: LaneSeed): number[] => Array.from({ length: replicas }, (_, replica) => replica);
const hex = (...numbers: number[]): string => numbers.map((number) => number.toString(16).padStart(4, "0")).join("");
const fingerprintOf = (index: number, number: number): string => hex(index, number).padStart(16, "0").slice(-16);
const iso = (at: Instant): string => new Date(at).toISOString();

function* loadsOf(seed: LaneSeed, keys: readonly Key[]): Generator<LifeEvent> {
  for (const { number, issuedAt, expiresAt, loadedAt } of keys) {
    for (const replica of replicasOf(seed)) {
      yield lifeEvent(loadedAt + replica * SECOND, replica, "credential.loaded", {
        generation: number,
        fingerprint: fingerprintOf(seed.index, number),
        issued_at: iso(issuedAt),
        expires_at: typeof expiresAt === "number" ? iso(expiresAt) : expiresAt,
        scopes: ["issues:write"],
        store: { type: "vault", reference: `kv/mcp/${seed.index}`, version: String(number) },
      });
    }
  }
}

/** One replica's access tokens, each taken when three tenths of the one before are left. */
function* leasesOf(seed: LaneSeed, replica: number): Generator<LifeEvent> {
  const random = randomOf(seed.index * 8 + replica);
  for (let at = seed.from + MINUTE + replica * SECOND; at < seed.to; at += Math.round(LEASE_MS * (0.66 + 0.04 * random()))) {
    yield refreshed(seed.index, replica, at);
  }
}

function refreshed(index: number, replica: number, at: Instant): LifeEvent {
  const lease = {
    fingerprint: hex(index, replica, Math.floor(at / MINUTE) % 65_536).padStart(16, "f"),
    issued_at: iso(at),
    expires_at: iso(at + LEASE_MS),
  };
  return lifeEvent(at, replica, "credential.refreshed", { generation: 1, fingerprint: fingerprintOf(index, 1), lease });
}

/** A rate limit, or three refusals that nobody can explain, every ten days or so. */
function* incidentsOf({ index, from, to }: LaneSeed, keys: readonly Key[]): Generator<LifeEvent> {
  const random = randomOf(index + 7_919);
  const route = { tool: TOOLS[0] };
  for (let at = from + 2 * random() * QUIET_MS; at < to - DAY; at += 2 * random() * QUIET_MS + HOUR) {
    const began = Math.round(at);
    const generation = keyAt(keys, began);
    if (random() < 0.6) {
      const retry_at = iso(began + 2 * MINUTE);
      yield lifeEvent(began, 0, "auth.failed", { generation, outcome: "rate_limited", certainty: "confirmed", route, retry_at });
    } else {
      yield lifeEvent(began, 0, "auth.failed", { generation, outcome: "auth_unclassified", route, count: 3 });
      yield lifeEvent(began + 4 * MINUTE, 0, "call.completed", { generation, route, duration_ms: 180 });
    }
  }
}

/** What is wrong at the end with a few lanes of each hundred. */
function* endingOf({ index, to }: LaneSeed, keys: readonly Key[]): Generator<LifeEvent> {
  const at = to - 5 * MINUTE - (index % 60) * SECOND;
  const generation = keyAt(keys, at);
  const fingerprint = fingerprintOf(index, generation);
  const evidence = { status: 401, provider_code: "token_revoked", signal: "response" as const };
  if (index % 200 === 7)
    yield lifeEvent(at, 0, "credential.revoked", { generation, fingerprint, certainty: "confirmed", evidence });
  if (index % 100 === 10) yield lifeEvent(at, 0, "credential.refresh_failed", { generation, attempt: 3 });
  if (index % 100 === 31)
    yield lifeEvent(at, 0, "credential.scope_changed", { generation, fingerprint, scopes: ["issues:read"] });
  if (index % 200 === 44)
    yield lifeEvent(at, 0, "auth.failed", { generation, outcome: "auth_unclassified", route: { tool: TOOLS[0] }, count: 5 });
}

/** Routine use, spread evenly; told by the minute and by whichever replica has served. */
export function* usageOf({ index, replicas, from, to }: LaneSeed, events: number): Generator<LifeEvent> {
  const random = randomOf(index + 104_729);
  const stepMs = (to - MINUTE - from) / events;
  for (let n = 0; n < events; n += 1) {
    const at = Math.round(from + MINUTE + n * stepMs + random() * stepMs * 0.9);
    const count = 1 + Math.floor(random() * 40);
    const route = { tool: TOOLS[n % TOOLS.length] ?? TOOLS[0] };
    yield lifeEvent(at, n % replicas, "call.usage", { route, result: "ok", count, window_s: 60 });
  }
}
