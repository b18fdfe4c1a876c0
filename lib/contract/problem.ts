import * as z from "zod/mini";

/** Every `code` that `application/problem+json` may carry, with its HTTP status and title. */
export const PROBLEMS = {
  invalid_request: { status: 400, title: "The request is not valid" },
  malformed_json: { status: 400, title: "The body is not valid JSON" },
  unauthenticated: { status: 401, title: "Sign in, or send a valid key" },
  forbidden: { status: 403, title: "Not allowed" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "Method not allowed" },
  conflict: { status: 409, title: "Changed meanwhile" },
  lease_held: { status: 409, title: "Another replica holds the lease" },
  no_new_version: { status: 409, title: "The store holds nothing new" },
  payload_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "Unsupported media type" },
  all_rejected: { status: 422, title: "No event was accepted" },
  secret_material: { status: 422, title: "Something looks like a credential" },
  preflight_refused: { status: 422, title: "Preflight refused" },
  idempotency_mismatch: { status: 422, title: "The idempotency key was used for another request" },
  too_many_requests: { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something went wrong" },
  unavailable: { status: 503, title: "The database is away" },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemCode = keyof typeof PROBLEMS;

/** RFC 9457, with `code` from the closed list above and the id to quote when asking for help. */
export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.optional(z.string()),
  code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
  request_id: z.string(),
});
export type Problem = z.infer<typeof problem>;

/** Thrown by verbs, translated once at the HTTP edge. `detail` is safe to show; `extra` joins the problem document. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly extra: Record<string, unknown>;
  constructor(code: ProblemCode, detail: string, extra: Record<string, unknown> = {}) {
    super(detail);
    this.name = "ProblemError";
    this.code = code;
    this.extra = extra;
  }
}
