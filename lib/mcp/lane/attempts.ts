import type { Route } from "../../contract/primitives.ts";
import type { Refusal } from "./refusal.ts";

/** A request by what makes it the same one again. */
export interface Attempt {
  method: string;
  url: string;
  headers: Headers;
}

const REPEATABLE = /^(get|head|options|put|delete)$/i;

/** The failed requests of one call: what keeps a loop in a tool from pressing a provider, and from writing the same thing twice. */
export class Attempts {
  readonly #route: Route | undefined;
  readonly #failures = new Map<string, { count: number; isUnclear: boolean }>();

  constructor(route: Route | undefined) {
    this.#route = route;
  }

  /** Why the route's ceiling forbids sending a request again, or null. A route without one leaves repeating to the tool. */
  refusal(attempt: Attempt): Refusal<"retry_ceiling"> | null {
    const { retry_ceiling: ceiling, side_effect: sideEffect } = this.#route ?? {};
    const failed = this.#failures.get(keyOf(attempt));
    if (ceiling === undefined || !failed) return null;
    if (failed.count > ceiling) return refusal(failed.count === 1 ? "it failed once" : `it failed ${failed.count} times`);
    if (failed.isUnclear && sideEffect !== "read" && !isRepeatable(attempt)) return refusal("it may have been carried out");
    return null;
  }

  /** `isUnclear`: nobody knows whether the provider carried it out. */
  failed(attempt: Attempt, isUnclear: boolean): void {
    const before = this.#failures.get(keyOf(attempt));
    this.#failures.set(keyOf(attempt), {
      count: (before?.count ?? 0) + 1,
      isUnclear: isUnclear || before?.isUnclear === true,
    });
  }

  succeeded(attempt: Attempt): void {
    this.#failures.delete(keyOf(attempt));
  }
}

const refusal = (detail: string): Refusal<"retry_ceiling"> => ({ code: "retry_ceiling", certainty: "confirmed", detail });

const keyOf = ({ method, url }: Attempt): string => `${method.toUpperCase()} ${url}`;

/** Sent twice, it is carried out once: by its method, or since the provider knows it again by a key. */
const isRepeatable = ({ method, headers }: Attempt): boolean =>
  REPEATABLE.test(method) || [...headers.keys()].some((name) => name.includes("idempotency"));
