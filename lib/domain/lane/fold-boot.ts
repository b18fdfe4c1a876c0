import type { Fact, FactBody, GenerationRef } from "./fact.ts";
import { own } from "./own.ts";
import { compareStamps, latest, type Register, type Stamp } from "./stamp.ts";
import { type BootState, generationKey, KEPT_FAILURES, NO_LEASE, type RouteRegisters } from "./state.ts";

/** Adds one fact to the registers of the replica boot that reported it; returns the same object where nothing changes. */
export function foldBoot(boot: BootState, { stamp, body }: Fact): BootState {
  switch (body.type) {
    case "declared":
      return {
        ...boot,
        capabilities: latest(boot.capabilities ?? null, { list: body.declaration.capabilities, stamp }),
      };
    case "loaded":
      return {
        ...boot,
        serving: latest(boot.serving, { ...body.generation, stamp }),
        lease: latest(boot.lease, { ...(body.lease ?? NO_LEASE), stamp }),
        preflight: latest(boot.preflight, { passed: true, outcome: null, reason: null, stamp }),
        grants: grant(boot, body.generation, body.scopes, stamp),
      };
    case "preflight":
      return {
        ...boot,
        preflight: latest(boot.preflight, { passed: body.passed, outcome: body.outcome, reason: body.reason, stamp }),
      };
    case "refreshed":
      return {
        ...boot,
        refreshed: latest(boot.refreshed, { stamp }),
        lease: body.lease ? latest(boot.lease, { ...body.lease, stamp }) : boot.lease,
        grants: grant(boot, body.generation, body.scopes, stamp),
      };
    case "refresh_failed": {
      const { generation, attempt, permanent, nextAttemptAt, evidence } = body;
      const failure = { generation, attempt, permanent, nextAttemptAt, evidence, stamp };
      return { ...boot, refreshFailures: put(boot.refreshFailures, generation, failure) };
    }
    case "dead":
      return body.lease ? { ...boot, leaseRefusal: latest(boot.leaseRefusal, refusalOf(body, body.lease, stamp)) } : boot;
    case "gate": {
      const { isShut, since, reason, generation } = body;
      return { ...boot, gate: latest(boot.gate ?? null, { isShut, since, reason, generation, stamp }) };
    }
    case "scopes":
      return { ...boot, grants: grant(boot, body.generation, body.scopes, stamp) };
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
  const { generation, verdict, certainty, evidence } = body;
  return { generation, fingerprint: lease.fingerprint, verdict, certainty, evidence, stamp };
}

/** Registers are kept per generation where word of one, such as a candidate, must not displace word of another. */
function put<T>(held: Readonly<Record<string, Register<T>>>, generation: GenerationRef | null, offered: Register<T>) {
  const key = generation ? generationKey(generation) : "";
  return { ...held, [key]: latest(held[key] ?? null, offered) };
}

function grant({ grants }: BootState, generation: GenerationRef, scopes: readonly string[] | null, stamp: Stamp) {
  return scopes ? put(grants, generation, { generation, scopes, stamp }) : grants;
}

const succeed = (boot: BootState, generation: GenerationRef | null, stamp: Stamp): BootState => ({
  ...boot,
  successes: put(boot.successes, generation, { generation, stamp }),
});

const registersOf = (boot: BootState, route: string): RouteRegisters =>
  own(boot.routes, route) ?? { failure: null, success: null };

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
