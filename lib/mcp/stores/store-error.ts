/** Why a store could not do what it was asked. */
export type StoreFailure =
  /** No answer: refused connection, time limit, a cut. */
  | "unreachable"
  /** It answers, but is not at service: sealed, overloaded, in trouble. */
  | "unavailable"
  | "rate_limited"
  /** It does not let us: token, role or policy. */
  | "denied"
  /** It finds the request wrong. */
  | "rejected"
  /** It holds something that is no credential. */
  | "invalid"
  /** Its newest version was deleted. */
  | "deleted"
  /** Somebody else wrote first. */
  | "conflict"
  /** A package that it needs is not installed. */
  | "not_installed";

/** A store's own words on its failure: no secret, and no address that holds one, so they may be shown to operators. */
export class StoreError extends Error {
  /** What an agent and Lanekeeper are told, whatever the cause. */
  readonly outcome = "store_unreachable";
  readonly failure: StoreFailure;
  /** Seconds after which the store itself says to ask again. */
  readonly retryAfterS: number | undefined;

  constructor(failure: StoreFailure, message: string, retryAfterS?: number) {
    super(message);
    this.name = "StoreError";
    this.failure = failure;
    this.retryAfterS = retryAfterS;
  }
}

export function isStoreFailure(error: unknown, failure: StoreFailure): boolean {
  return error instanceof StoreError && error.failure === failure;
}
