import type { Fact, FactBody, GenerationRef } from "./fact.ts";
import { compareStamps, latest, type Stamp } from "./stamp.ts";
import { type BootState, KEPT_FAILURES, NO_LEASE, type RouteRegisters } from "./state.ts";

/** Adds one fact to the registers of the replica boot that reported it; returns the same object where nothing changes. */
export function foldBoot(boot: BootState, { stamp, body }: Fact): BootState {
  switch (body.type) {
    case "loaded":
      return {
        ...boot,
        serving: latest(boot.serving, { ...body.generation, stamp }),
        lease: latest(boot.lease, { ...(body.lease ?? NO_LEASE), stamp }),
        preflight: latest(boot.preflight, { passed: true, outcome: null, reason: null, stamp }),
        scopes: body.scopes ? latest(boot.scopes, { scopes: body.scopes, stamp }) : boot.scopes,
      };
    case "preflight":
      return { ...boot, preflight: latest(boot.preflight, { passed: body.passed, outcome: body.outcome, reason: body.reason, stamp }) };
    case "refreshed":
      return {
        ...boot,
        refresh: latest(boot.refresh, { ok: true, stamp }),
        lease: body.lease ? latest(boot.lease, { ...body.lease, stamp }) : boot.lease,
        scopes: body.scopes ? latest(boot.scopes, { scopes: body.scopes, stamp }) : boot.scopes,
      };
    case "refresh_failed": {
      const { generation, attempt, permanent, nextAttemptAt, evidence } = body;
      const failure = { ok: false as const, generation, attempt, permanent, nextAttemptAt, evidence, stamp };
      return { ...boot, refresh: latest(boot.refresh, failure) };
    }
    case "dead":
      return body.lease ? { ...boot, leaseRefusal: latest(boot.leaseRefusal, refusalOf(body, body.lease, stamp)) } : boot;
    case "scopes":
      return { ...boot, scopes: latest(boot.scopes, { scopes: body.scopes, stamp }) };
    case "proposed":
      return body.probed ? succeed(boot, body.generation, stamp) : boot;
    case "verified":
      return succeed(boot, body.generation, stamp);
    case "route_failed":
      return failRoute(boot, body, stamp);
    case "route_succeeded":
      return succeedRoute(succeed(boot, body.generation, stamp), body.route, body.generation, stamp);
    default:
      return boot;
  }
}

function refusalOf(body: Extract<FactBody, { type: "dead" }>, lease: { fingerprint: string }, stamp: Stamp) {
  return { fingerprint: lease.fingerprint, verdict: body.verdict, certainty: body.certainty, evidence: body.evidence, stamp };
}

const succeed = (boot: BootState, generation: GenerationRef | null, stamp: Stamp): BootState => ({
  ...boot,
  success: latest(boot.success, { generation, stamp }),
});

const registersOf = (boot: BootState, route: string): RouteRegisters => boot.routes[route] ?? { failure: null, success: null };

function succeedRoute(boot: BootState, route: string, generation: GenerationRef | null, stamp: Stamp): BootState {
  const held = registersOf(boot, route);
  return { ...boot, routes: { ...boot.routes, [route]: { ...held, success: latest(held.success, { generation, stamp }) } } };
}

function failRoute(boot: BootState, body: Extract<FactBody, { type: "route_failed" }>, stamp: Stamp): BootState {
  const { route, outcome, generation, retryAt, neededScopes, count, evidence } = body;
  const held = registersOf(boot, route);
  const failure = latest(held.failure, { outcome, generation, retryAt, neededScopes, evidence, stamp });
  const routes = { ...boot.routes, [route]: { ...held, failure } };
  if (outcome !== "auth_unclassified") return { ...boot, routes };
  return { ...boot, routes, unclassified: remember(boot.unclassified, { generation, count, evidence, stamp }) };
}

function remember(held: BootState["unclassified"], offered: BootState["unclassified"][number]): BootState["unclassified"] {
  if (held.some(({ stamp }) => compareStamps(stamp, offered.stamp) === 0)) return held;
  return [...held, offered].sort((a, b) => compareStamps(a.stamp, b.stamp)).slice(-KEPT_FAILURES);
}
