import fc from "fast-check";
import type { Expiry, Instant } from "#lib/domain/clock/instant.ts";
import { type Fact, type FactBody, type GenerationRef, idOf } from "#lib/domain/lane/fact.ts";
import type { ReplicaPresence } from "#lib/domain/lane/presence.ts";
import type { LaneInput } from "#lib/domain/lane/scene.ts";
import type { Stamp } from "#lib/domain/lane/stamp.ts";
import { CAPABILITIES, CERTAINTIES, LANE_KINDS, PRESENCES } from "#lib/domain/vocabulary.ts";
import { at, DAY, HOUR, SECOND, START } from "./facts.ts";

/** Few names and few numbers, so that facts meet. */
const BOOTS = ["web1", "web2", "web3", "constructor"];
const FINGERPRINTS = ["aa", "bb", ""];
const SCOPES = ["read", "write", "admin"];
const ROUTES = ["issues_create", "issues_list", "constructor"];

const instant: fc.Arbitrary<Instant> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 7_200 }).map(at) },
  { weight: 1, arbitrary: fc.constantFrom(START - 400 * DAY, START + 400 * DAY, -8_640_000_000_000_000, 8_640_000_000_000_000) },
);
const expiry: fc.Arbitrary<Expiry> = fc.oneof(instant, fc.constantFrom<Expiry>("never", null));
const issued = fc.option(instant, { nil: null });
const scopes = fc.subarray(SCOPES);
const generation = (numbers: fc.Arbitrary<number>): fc.Arbitrary<GenerationRef> =>
  fc.record({ number: numbers, fingerprint: fc.constantFrom(...FINGERPRINTS) });
const served = generation(fc.integer({ min: 1, max: 3 }));
const lease = fc.option(fc.record({ fingerprint: fc.constantFrom("l1", "l2"), issuedAt: issued, expiresAt: expiry }), {
  nil: null,
});
const evidence = fc.option(fc.record({ status: fc.constantFrom(401, 403, 429) }), { nil: null });
const certainty = fc.constantFrom(...CERTAINTIES);

const known = (ref: fc.Arbitrary<GenerationRef>) => ({
  generation: ref,
  issuedAt: issued,
  expiresAt: fc.option(expiry, { nil: undefined }),
  expiresSource: fc.constantFrom("declared", "jwt", "token_response", "provider" as const),
  scopes: fc.option(scopes, { nil: null }),
  store: fc.constant(null),
});
const just = <const T extends FactBody["type"]>(type: T) => fc.constant(type);

/** What is said of a generation's own row. */
const rowBodies = (ref: fc.Arbitrary<GenerationRef>): fc.Arbitrary<FactBody>[] => [
  fc.record({ type: just("proposed"), probed: fc.boolean(), ...known(ref) }),
  fc.record({
    type: just("dead"),
    verdict: fc.constantFrom("expired", "revoked" as const),
    generation: ref,
    certainty,
    reason: fc.constant(null),
    evidence,
    lease: fc.constant(null),
  }),
  fc.record({ type: just("retired"), generation: ref, retirement: fc.constantFrom("automatic", "natural", "manual" as const) }),
];
const refusedLease: fc.Arbitrary<FactBody> = fc.record({
  type: just("dead"),
  verdict: fc.constantFrom("expired", "revoked" as const),
  generation: served,
  certainty,
  reason: fc.constant(null),
  evidence,
  lease: fc.record({ fingerprint: fc.constantFrom("l1", "l2") }),
});

const declaration: fc.Arbitrary<FactBody> = fc.record({
  type: just("declared"),
  declaration: fc.record({
    provider: fc.constant("github"),
    kind: fc.option(fc.constantFrom(...LANE_KINDS), { nil: null }),
    routes: fc.array(fc.record({ tool: fc.constantFrom(...ROUTES), sideEffect: fc.constant("write" as const), needs: scopes }), {
      maxLength: 2,
    }),
    policy: fc.record(
      { warningMs: fc.integer({ min: 0, max: DAY }), refusalMs: fc.integer({ min: 0, max: HOUR }) },
      { requiredKeys: [] },
    ),
    capabilities: fc.subarray([...CAPABILITIES]),
  }),
});

/** What a replica reports of itself and of its calls. */
const registerBodies: fc.Arbitrary<FactBody>[] = [
  fc.record({ type: just("loaded"), lease, ...known(served) }),
  fc.record({ type: just("loaded"), lease, ...known(served) }),
  fc.record({ type: just("verified"), generation: served }),
  fc.record({
    type: just("preflight"),
    passed: fc.boolean(),
    outcome: fc.constantFrom("store_unreachable", "preflight_refused" as const),
    reason: fc.constant(null),
  }),
  fc.record({ type: just("refreshed"), generation: served, lease, scopes: fc.option(scopes, { nil: null }) }),
  fc.record({
    type: just("refresh_failed"),
    generation: served,
    attempt: fc.integer({ min: 1, max: 3 }),
    permanent: fc.boolean(),
    nextAttemptAt: fc.constant(null),
    evidence,
  }),
  fc.record({ type: just("scopes"), generation: served, scopes }),
  fc.record({
    type: just("route_failed"),
    outcome: fc.constantFrom("rate_limited", "scope_insufficient", "auth_unclassified" as const),
    generation: served,
    route: fc.constantFrom(...ROUTES),
    retryAt: issued,
    neededScopes: scopes,
    count: fc.integer({ min: 1, max: 3 }),
    evidence,
  }),
  fc.record({ type: just("route_succeeded"), generation: fc.option(served, { nil: null }), route: fc.constantFrom(...ROUTES) }),
  declaration,
  refusedLease,
];
const operatorBodies: fc.Arbitrary<FactBody>[] = [
  fc.record({ type: just("scopes_accepted"), scopes }),
  fc.record({ type: just("expiry_entered"), generation: served, expiresAt: expiry }),
];
const overrule: fc.Arbitrary<FactBody> = fc.record({
  type: just("overruled"),
  generation: served,
  verdictIds: fc.subarray(["1", "2", "3", "4", "5"]),
});

const factOf = (boot: fc.Arbitrary<string | null>, body: fc.Arbitrary<FactBody>): fc.Arbitrary<Fact> =>
  fc.record({
    boot,
    stamp: fc.record({
      sequence: fc.option(fc.integer({ min: 0, max: 120 }).map(String), { nil: null }),
      at: instant,
      id: fc.integer({ min: 0, max: 40 }).map(String),
    }),
    body,
  });
/** An event's id is unique within its source, and only there. */
const factsOf = (
  fact: fc.Arbitrary<Fact>,
  maxLength: number,
  identity = ({ boot, stamp }: Fact): string => `${stamp.id}@${boot}`,
): fc.Arbitrary<Fact[]> => fc.uniqueArray(fact, { maxLength, selector: identity });

const boots = fc.constantFrom(...BOOTS);
const reported = factOf(boots, fc.oneof(...registerBodies, ...rowBodies(served)));
const operated = factOf(fc.constant(null), fc.oneof(...operatorBodies, ...rowBodies(served)));

/** Facts of several boots and operators about several generations, overrules left out. */
export const unruledFacts = factsOf(fc.oneof({ weight: 6, arbitrary: reported }, { weight: 1, arbitrary: operated }), 30);
export const facts = factsOf(
  fc.oneof(
    { weight: 6, arbitrary: reported },
    { weight: 1, arbitrary: operated },
    { weight: 1, arbitrary: factOf(fc.constant(null), overrule) },
  ),
  30,
);
/** Few instants, few sequences and few ids, so that stamps tie. */
const crowded: fc.Arbitrary<Stamp> = fc.record({
  sequence: fc.option(fc.integer({ min: 0, max: 2 }).map(String), { nil: null }),
  at: fc.integer({ min: 0, max: 3 }).map(at),
  id: fc.constantFrom("1", "2"),
});
/** Facts of senders that use sequences again, and ids at another time: all of them are recorded, so all are folded. */
export const clumsyFacts: fc.Arbitrary<Fact[]> = factsOf(
  fc
    .tuple(fc.oneof({ weight: 6, arbitrary: reported }, { weight: 1, arbitrary: operated }), crowded)
    .map(([fact, stamp]) => ({ ...fact, stamp })),
  30,
  idOf,
);
/** Facts about a generation that nobody ever served. */
export const factsOfNobody = factsOf(factOf(boots, fc.oneof(...rowBodies(generation(fc.constant(9))))), 6);

const replica: fc.Arbitrary<ReplicaPresence> = fc.record({
  startedAt: fc.constant(START),
  lastReportAt: fc.integer({ min: 0, max: 7_200 }).map(at),
  stopped: fc.boolean(),
  heartbeatMs: fc.constantFrom(SECOND, 30 * SECOND, HOUR),
});
/** Who is there, besides what facts say; some boots may be unknown. */
export const company: fc.Arbitrary<Omit<LaneInput, "state">> = fc.record({
  replicas: fc.dictionary(boots, replica),
  presence: fc.constantFrom(...PRESENCES),
  overrides: fc.record(
    { warningMs: fc.integer({ min: 0, max: DAY }), rotateAfterMs: fc.integer({ min: 0, max: DAY }) },
    { requiredKeys: [] },
  ),
});

export const now: fc.Arbitrary<Instant> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 9_000 }).map(at) },
  { weight: 1, arbitrary: instant },
);
