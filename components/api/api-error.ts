import type { ProblemCode } from "#lib/contract/problem.ts";

/** A refusal of the API, or `unreachable` where none came. `extra` is what else the problem document holds. */
export class ApiError extends Error {
  readonly code: ProblemCode | "unreachable";
  readonly status: number;
  readonly requestId: string | null;
  readonly extra: Record<string, unknown>;

  constructor(code: ProblemCode | "unreachable", detail: string, status = 0, requestId: string | null = null, extra = {}) {
    super(detail);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.extra = extra;
  }
}
