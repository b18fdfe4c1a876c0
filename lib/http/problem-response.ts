import { PROBLEMS, type ProblemCode, ProblemError } from "#lib/contract/problem.ts";
import { createLog } from "#lib/log.ts";
import { asProblem } from "#lib/pipeline/errors.ts";

const log = createLog("http");

/** Seconds after which a client that was turned away may come back. */
const RETRY_AFTER_S: Partial<Record<ProblemCode, number>> = { unavailable: 2, too_many_requests: 1 };

/** RFC 9457 answer to anything thrown; what is not one of our own problems is logged, and its text never shown. */
export function problemResponse(error: unknown, requestId: string): Response {
  const known = asProblem(error);
  if (known === null) log.error({ error, requestId }, "request failed");
  const problem =
    known ?? new ProblemError("internal", "The request could not be answered. Quote the request id when asking for help.");
  const { status, title } = PROBLEMS[problem.code];
  const retryAfterS = retryAfter(problem);
  const body = {
    ...problem.extra,
    type: `urn:lanekeeper:problem:${problem.code}`,
    title,
    status,
    detail: problem.message,
    code: problem.code,
    request_id: requestId,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-request-id": requestId,
      ...(retryAfterS === undefined ? {} : { "retry-after": String(retryAfterS) }),
      ...(status === 401 ? { "www-authenticate": 'Bearer realm="lanekeeper"' } : {}),
    },
  });
}

function retryAfter(problem: ProblemError): number | undefined {
  const { retry_after_s: own } = problem.extra;
  return typeof own === "number" ? own : RETRY_AFTER_S[problem.code];
}
