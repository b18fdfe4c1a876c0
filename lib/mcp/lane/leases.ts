import type { Instant } from "../../domain/clock/instant.ts";
import { BackOff } from "../back-off.ts";
import { messageOf } from "../emitter.ts";
import { inBackground } from "../in-background.ts";
import type { KeptRefresh } from "../memory/memory.ts";
import type { Services } from "../services.ts";
import type { RefreshResult, Store, StoreLease, StoreVersion } from "../stores/store.ts";
import { after } from "../timers.ts";
import { iso } from "./iso.ts";
import { isFresh, isValid, type LaneLease, mayLast, refreshDueAt, retryDelayMs, wireLease } from "./lease.ts";
import type { Refusal } from "./refusal.ts";

/** A grant that failed for good is tried once by every new process, but no oftener than this. */
const REST_AFTER_END_MS = 60_000;
const LONGEST_REST_MS = 3_600_000;

export type LeaseResult = { ok: true; lease: LaneLease } | { ok: false; refusal: Refusal };

/**
 * The access tokens of one grant: drawn before they end, one refresh at a time. A failed refresh leaves the lease that is still
 * valid in service; a permanent one is not tried again until the store shows another secret.
 */
export class Leases {
  readonly #lane: string;
  readonly #identity: { generation: number; fingerprint: string };
  readonly #refreshStore: NonNullable<Store["refresh"]>;
  readonly #services: Services;
  readonly #backOff = new BackOff({ firstMs: 2_000, capMs: 60_000 });
  #lease: LaneLease | null = null;
  #flight: Promise<LeaseResult> | null = null;
  #failure: { permanent: boolean; nextAttemptAt: Instant | null } | null = null;
  /** What leases are drawn from without being asked for, while the grant is served. */
  #served: (() => StoreVersion) | null = null;
  #cancel = () => {};

  constructor(
    lane: string,
    identity: { generation: number; fingerprint: string },
    refreshStore: NonNullable<Store["refresh"]>,
    grant: StoreVersion,
    services: Services,
  ) {
    this.#lane = lane;
    this.#identity = identity;
    this.#refreshStore = refreshStore;
    this.#services = services;
    this.#recall(grant);
  }

  get lease(): LaneLease | null {
    return this.#lease;
  }

  get failedForGood(): boolean {
    return this.#failure?.permanent === true;
  }

  /** What refuses a call that may last `durationMs` before it is tried, or null where a lease is there or may be drawn. */
  refusal(now: Instant, durationMs = 0): Refusal | null {
    if (isValid(this.#lease, now + durationMs)) return null;
    if (this.#failure && this.#isWaiting(now)) return refusalUntil(this.#failure.nextAttemptAt);
    return isValid(this.#lease, now) && !mayLast(this.#lease, durationMs) ? OUTLASTED : null;
  }

  /** A lease fit for a call of `durationMs` now. One that ends before is replaced if possible, and serves to its end if not. */
  async obtain(grant: StoreVersion, durationMs = 0): Promise<LeaseResult> {
    const now = this.#services.now();
    if (isFresh(this.#lease, now + durationMs)) return { ok: true, lease: this.#lease };
    const refusal = this.refusal(now, durationMs);
    if (refusal) return { ok: false, refusal };
    if (isValid(this.#lease, now) && this.#isWaiting(now)) return { ok: true, lease: this.#lease };
    const drawn = await this.draw(grant);
    return !drawn.ok && isValid(this.#lease, this.#services.now()) ? { ok: true, lease: this.#lease } : drawn;
  }

  /** Draws a new lease now, whatever the present one is worth. */
  draw(grant: StoreVersion): Promise<LeaseResult> {
    this.#flight ??= this.#refresh(grant).finally(() => {
      this.#flight = null;
      this.#schedule();
    });
    return this.#flight;
  }

  /** The provider refused this lease before its end. */
  drop(lease: LaneLease): void {
    if (this.#lease === lease) this.#lease = null;
  }

  /** The store shows another secret for the same grant: what failed for good may work again. */
  revive(): void {
    this.#failure = null;
    this.#keepRest(null);
    this.#backOff.reset();
  }

  /** From now on a lease is drawn before the last one ends. */
  keepFresh(grant: () => StoreVersion): void {
    this.#served = grant;
    this.#schedule();
  }

  stop(): void {
    this.#served = null;
    this.#cancel();
  }

  /** A process that starts again and again must not ask again and again: what one was told to wait for, the next one waits for. */
  #recall({ secret }: StoreVersion): void {
    const kept = this.#services.memory.generation(this.#lane, this.#identity.fingerprint)?.refresh;
    const now = this.#services.now();
    if (!kept || kept.nextAttemptAt <= now || kept.secret !== this.#services.fingerprint(secret)) return;
    this.#failure = { permanent: false, nextAttemptAt: Math.min(kept.nextAttemptAt, now + LONGEST_REST_MS) };
  }

  #keepRest(rest: KeptRefresh | null): void {
    const { generation: number, fingerprint } = this.#identity;
    this.#services.memory.rememberRefresh(this.#lane, { number, fingerprint }, rest);
  }

  #isWaiting(now: Instant): boolean {
    if (!this.#failure) return false;
    const { permanent, nextAttemptAt } = this.#failure;
    return permanent || (nextAttemptAt !== null && now < nextAttemptAt);
  }

  #schedule(): void {
    this.#cancel();
    const grant = this.#served;
    const dueAt = this.#failure ? this.#failure.nextAttemptAt : this.#lease && refreshDueAt(this.#lease, Math.random() * 2 - 1);
    if (!grant || dueAt === null) return;
    this.#cancel = after(dueAt - this.#services.now(), () => inBackground(this.draw(grant()), this.#services.logger));
  }

  async #refresh(grant: StoreVersion): Promise<LeaseResult> {
    const attempt = this.#backOff.failures + 1;
    this.#services.report("credential.refresh_attempted", { ...this.#identity, attempt }, this.#lane);
    const result = await this.#ask(grant);
    if (result.ok) return this.#accept(result.lease);
    const failed = this.#fail(result, attempt);
    const nextAttemptAt = this.#failure?.nextAttemptAt ?? this.#services.now() + REST_AFTER_END_MS;
    this.#keepRest({ secret: this.#services.fingerprint(grant.secret), nextAttemptAt });
    return failed;
  }

  async #ask(grant: StoreVersion): Promise<RefreshResult> {
    try {
      return await this.#refreshStore(grant, {
        fetch: this.#services.fetch,
        now: () => new Date(this.#services.now()),
        takeTurn: () => this.#services.takeRefreshTurn(this.#lane),
      });
    } catch (error) {
      this.#services.logger.warn("A refresh could not be tried", { lane: this.#lane, error: messageOf(error) });
      return { ok: false, permanent: false, reason: "store_unreachable" };
    }
  }

  #accept(drawn: StoreLease): LeaseResult {
    const lease: LaneLease = {
      accessToken: drawn.accessToken,
      fingerprint: this.#services.fingerprint(drawn.accessToken),
      issuedAt: drawn.issuedAt.getTime(),
      expiresAt: drawn.expiresAt?.getTime() ?? null,
    };
    this.#lease = lease;
    this.revive();
    this.#services.emitter.emit("lease", { lane: this.#lane, fingerprint: lease.fingerprint });
    const scopes = drawn.scopes ? { scopes: drawn.scopes } : {};
    this.#services.report("credential.refreshed", { ...this.#identity, lease: wireLease(lease), ...scopes }, this.#lane);
    return { ok: true, lease };
  }

  #fail(result: Exclude<RefreshResult, { ok: true }>, attempt: number): LeaseResult {
    const now = this.#services.now();
    const waitMs = Math.max((result.retryAfterS ?? 0) * 1_000, retryDelayMs(this.#lease, now, this.#backOff.nextMs()));
    const nextAttemptAt = result.permanent ? null : now + waitMs;
    this.#failure = { permanent: result.permanent, nextAttemptAt };
    const failure = {
      ...this.#identity,
      attempt,
      permanent: result.permanent,
      ...(nextAttemptAt === null ? {} : { next_attempt_at: iso(nextAttemptAt) }),
      evidence: { ...result.evidence, provider_code: result.evidence?.provider_code ?? result.reason },
    };
    this.#services.report("credential.refresh_failed", failure, this.#lane);
    return { ok: false, refusal: refusalUntil(nextAttemptAt) };
  }
}

/** Even a fresh lease would end midway, and the next one may not be had. */
const OUTLASTED: Refusal = {
  code: "credential_expired",
  certainty: "inferred",
  retry: "never",
  detail: "this call may outlast every access token",
};

/** Null: no further attempt will be made by itself. */
function refusalUntil(nextAttemptAt: Instant | null): Refusal {
  const refusal = { code: "refresh_failed", certainty: "confirmed" } as const;
  return nextAttemptAt === null ? refusal : { ...refusal, retry: "at", retryAt: nextAttemptAt };
}
