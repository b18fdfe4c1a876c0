const ALLOWED = 30;
const WINDOW_MS = 60_000;
const LOCKOUT_MS = 60_000;

/** Counts dead keys per user: a loop on one locks the user's good keys out too, for a while. */
export class LoginGuard {
  #failures = new Map<string, number[]>();
  #lockedUntil = new Map<string, number>();

  isLocked(login: string, now: Date): boolean {
    return now.getTime() < (this.#lockedUntil.get(login) ?? 0);
  }

  recordFailure(login: string, now: Date): void {
    const at = now.getTime();
    const recent = [...(this.#failures.get(login) ?? []).filter((earlier) => earlier > at - WINDOW_MS), at];
    this.#failures.set(login, recent);
    if (recent.length > ALLOWED) this.#lockedUntil.set(login, at + LOCKOUT_MS);
  }
}
