import type { Evidence, Route, RouteName } from "../../contract/primitives.ts";
import type { LaneRefusal } from "../../contract/refusal.ts";
import type { Instant } from "../../domain/clock/instant.ts";
import type { CallResult, RefusalCode } from "../../domain/vocabulary.ts";
import type { AuthVerdict } from "../classify/types.ts";
import type { Generation } from "../lane/generation.ts";
import { iso } from "../lane/iso.ts";
import type { LaneLease } from "../lane/lease.ts";
import { identityOf } from "../lane/wire.ts";
import type { Services } from "../services.ts";
import { after } from "../timers.ts";
import { Coalescer } from "./coalescer.ts";

const WINDOW_MS = 60_000;

interface Usage {
  generation: number | null;
  route: RouteName;
  result: CallResult;
  count: number;
}

export interface FinishedCall {
  generation: number | null;
  route: RouteName;
  sideEffect: NonNullable<Route["side_effect"]>;
  result: CallResult;
  durationMs: number;
  performed: Exclude<LaneRefusal["performed"], true>;
}

/**
 * What one lane's calls came to. A successful write or destructive call is an event of its own; every other call is counted per
 * minute, route and result, so the two sums together are all calls.
 */
export class CallLedger {
  readonly #lane: string;
  readonly #services: Services;
  readonly #coalescer = new Coalescer(WINDOW_MS);
  readonly #failed = new Set<string>();
  #usage = new Map<string, Usage>();
  #countedSince: Instant | null = null;
  #cancel: (() => void) | null = null;

  constructor(lane: string, services: Services) {
    this.#lane = lane;
    this.#services = services;
  }

  finished(call: FinishedCall): void {
    const { generation, route, result, durationMs, performed } = call;
    const facts = { ...(generation === null ? {} : { generation }), route, duration_ms: Math.round(durationMs) };
    const changes = call.sideEffect !== "read";
    const recovers = result === "ok" && this.#failed.delete(route.tool);
    // What is held of the failures is told before the success: told after it, the lane would seem to fail again.
    if (recovers) this.#coalescer.flush((key) => key.startsWith(`failed ${route.tool} `));
    if (changes && result === "ok") {
      this.#services.report("call.completed", { ...facts, performed: true }, this.#lane);
      return;
    }
    // A call that was stopped before it changed anything is told by its refusal.
    if (changes && (result !== "refused" || performed !== false))
      this.#services.report("call.failed", { ...facts, code: result, performed }, this.#lane);
    this.#count(generation, route, result);
    // The first success after a failure ends it on the screens, so it does not wait for the minute to end.
    if (recovers) this.#sendUsage();
  }

  /** Returns the id of the event under which an operator finds the refusal. */
  refused(code: RefusalCode, route: RouteName, reference: string | null): string {
    const known = reference === null ? {} : { reference };
    return this.#coalescer.note(`refused ${code} ${route.tool}`, (count) =>
      this.#services.report("call.refused", { code, route, count, ...known }, this.#lane),
    );
  }

  authFailed(
    generation: Generation,
    verdict: AuthVerdict,
    evidence: Evidence,
    route: RouteName,
    lease: LaneLease | null,
  ): string {
    const { outcome, certainty, reason, neededScopes, retryAfterS } = verdict;
    this.#failed.add(route.tool);
    const data = {
      ...identityOf(generation),
      outcome,
      certainty,
      evidence,
      route,
      ...(reason ? { reason } : {}),
      ...(neededScopes ? { needed_scopes: neededScopes } : {}),
      ...(retryAfterS === undefined ? {} : { retry_at: iso(this.#services.now() + retryAfterS * 1_000) }),
      ...(lease ? { lease: { fingerprint: lease.fingerprint } } : {}),
    };
    const key = `failed ${route.tool} ${outcome} ${generation.fingerprint}`;
    return this.#coalescer.note(key, (count) => this.#services.report("auth.failed", { ...data, count }, this.#lane));
  }

  flush(): void {
    this.#coalescer.flush();
    this.#sendUsage();
  }

  #count(generation: number | null, route: RouteName, result: CallResult): void {
    const key = `${result} ${generation} ${route.tool}`;
    const usage = this.#usage.get(key) ?? { generation, route, result, count: 0 };
    usage.count += 1;
    this.#usage.set(key, usage);
    this.#countedSince ??= this.#services.now();
    this.#cancel ??= after(WINDOW_MS, () => this.#sendUsage());
  }

  #sendUsage(): void {
    this.#cancel?.();
    this.#cancel = null;
    const counted = this.#usage;
    const windowMs = this.#services.now() - (this.#countedSince ?? this.#services.now());
    this.#usage = new Map();
    this.#countedSince = null;
    for (const { generation, route, result, count } of counted.values()) {
      const served = generation === null ? {} : { generation };
      const data = { ...served, route, result, count, window_s: Math.max(1, Math.round(windowMs / 1_000)) };
      this.#services.report("call.usage", data, this.#lane);
    }
  }
}
