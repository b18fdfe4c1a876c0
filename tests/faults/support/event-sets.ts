import { eventSource, eventType } from "#lib/contract/event.ts";
import type { EventDataInput } from "#lib/contract/event-data.ts";
import type { EventKind } from "#lib/domain/vocabulary.ts";
import type { Random } from "#tests/support/random.ts";

/** Everything of an event but the server it is told to. */
export interface SetEvent {
  id: string;
  replica: string;
  lane: string | null;
  kind: EventKind;
  sequence: string | null;
  time: string;
  data: object;
}

const REPLICAS = ["web1", "web2", "worker-3"] as const;
const LANES = ["github-prod", "github-ci"] as const;
const ROUTES = [{ tool: "issues_create" }, { tool: "issues_list", tenant: "acme" }] as const;
const SCOPES = ["read", "write", "admin"] as const;
const SPREAD_S = 600;

/** A random set of events of several boots about several generations, as they happened until `now`. */
export function makeEventSet(random: Random, size: number, now: Date): SetEvent[] {
  const facts = factsAbout(random, now);
  const sequences = new Map<string, number>();
  const made = Array.from({ length: size }, (_, n): SetEvent => {
    const replica = random.pick(REPLICAS);
    const sequence = (sequences.get(replica) ?? 0) + 1;
    sequences.set(replica, sequence);
    const [kind, data] = random.chance(0.04) ? ofTheServer(random) : facts();
    return {
      // A careless sender names events of several lanes and times alike. Of two boots that tell the same id, the one whose own id
      // is greater wins, and that is another one on each server.
      id: random.chance(0.1) ? `${replica}-again` : `${replica}-${n}`,
      replica,
      lane: kind.startsWith("server.") ? null : random.pick(LANES),
      kind,
      sequence: random.chance(0.15) ? null : String(random.chance(0.1) ? Math.max(1, sequence - 3) : sequence),
      time: new Date(now.getTime() - 1_000 * (random.chance(0.2) ? 60 : random.between(0, SPREAD_S))).toISOString(),
      data,
    };
  });
  // Lane, time, replica and id together name an event.
  return [...new Map(made.map((event) => [[event.lane, event.time, event.replica, event.id].join(), event])).values()];
}

/** The event as it is told to one server. */
export const tellTo = (slug: string, { id, replica, lane, kind, sequence, time, data }: SetEvent): Record<string, unknown> => ({
  specversion: "1.0",
  id,
  source: eventSource(slug, replica),
  type: eventType(kind),
  ...(lane === null ? {} : { subject: lane }),
  ...(sequence === null ? {} : { sequence }),
  time,
  data,
});

type Told = { [K in EventKind]: [K, EventDataInput[K]] }[EventKind];

const ofTheServer = (random: Random): Told =>
  random.pick<Told>([
    ["server.started", { heartbeat_s: 30 }],
    ["server.heartbeat", {}],
  ]);

/** Any event that means something to a lane's state, and some that mean nothing. */
function factsAbout(random: Random, now: Date): () => Told {
  const at = (): string => new Date(now.getTime() + 1_000 * random.between(-SPREAD_S, 3 * SPREAD_S)).toISOString();
  const named = () => {
    const generation = random.between(1, 3);
    return { generation, fingerprint: `${generation}${random.pick(["a", "b"])}`.repeat(8) };
  };
  const meant = () => {
    const { generation, fingerprint } = named();
    return random.chance(0.3) ? { generation } : { generation, fingerprint };
  };
  const scopes = () => SCOPES.filter(() => random.chance(0.5));
  const lease = () => ({ fingerprint: random.pick(["c", "d"]).repeat(16), issued_at: at(), expires_at: at() });
  const life = () => ({ issued_at: at(), expires_at: random.pick([at(), "never" as const, null]), scopes: scopes() });
  const certainty = () => random.pick(["inferred", "confirmed"] as const);
  const refused = () => (random.chance(0.4) ? { lease: { fingerprint: "c".repeat(16) } } : {});
  const kinds: (() => Told)[] = [
    () => ["credential.loaded", { ...named(), ...life(), ...(random.chance(0.5) ? { lease: lease() } : {}) }],
    () => ["credential.loaded", named()],
    () => ["rotation.started", { ...named(), ...life() }],
    () => ["rotation.probed", { ...named(), passed: random.chance(0.5) }],
    () => ["rotation.cut_over", { ...named(), expires_at: at() }],
    () => ["credential.verified", meant()],
    () => ["credential.preflight_passed", meant()],
    () => ["credential.preflight_refused", { outcome: "store_unreachable", reason: "store_unreachable" }],
    () => ["credential.refreshed", { ...meant(), lease: lease(), scopes: scopes() }],
    () => ["credential.refresh_failed", { ...meant(), attempt: random.between(1, 3), permanent: random.chance(0.3) }],
    () => ["credential.expired", { ...meant(), certainty: certainty(), ...refused() }],
    () => ["credential.revoked", { ...meant(), certainty: certainty(), ...refused() }],
    () => ["credential.scope_changed", { ...meant(), scopes: scopes() }],
    () => ["credential.retired", { ...meant(), retirement: random.pick(["automatic", "natural", "manual"] as const) }],
    () => ["auth.failed", { ...meant(), outcome: "auth_unclassified", route: random.pick(ROUTES), count: random.between(1, 3) }],
    () => ["auth.failed", { ...meant(), outcome: "rate_limited", route: random.pick(ROUTES), retry_at: at() }],
    () => ["auth.failed", { ...meant(), outcome: "scope_insufficient", route: random.pick(ROUTES), needed_scopes: ["admin"] }],
    () => ["call.completed", { generation: random.between(1, 3), route: random.pick(ROUTES) }],
    () => ["call.usage", { route: random.pick(ROUTES), result: "ok", count: 4, window_s: 60 }],
    () => ["call.usage", { route: random.pick(ROUTES), result: "ok", count: 2, window_s: 60 }],
    () => ["call.usage", { route: random.pick(ROUTES), result: "upstream_error", count: 1, window_s: 60 }],
    () => ["call.refused", { code: "lane_paused" }],
    () => ["lane.declared", { provider: "github", owner: "ann", routes: [{ tool: "issues_create", needs: scopes() }] }],
    () => ["lane.declared", { provider: "gitlab", kind: "oauth_refresh", capabilities: ["refresh"] }],
  ];
  return () => random.pick(kinds)();
}
