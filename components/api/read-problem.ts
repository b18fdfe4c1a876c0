import { PROBLEMS, type ProblemCode, problem } from "#lib/contract/problem.ts";
import { ApiError } from "./api-error.ts";

const codeOf = (status: number): ProblemCode =>
  (Object.keys(PROBLEMS) as ProblemCode[]).find((code) => PROBLEMS[code].status === status) ?? "internal";

/** What an answer that is no success says, also where a proxy on the way wrote it rather than Lanekeeper. */
export async function readProblem(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = problem.safeParse(body);
  const requestId = response.headers.get("x-request-id");
  if (!parsed.success) {
    const code = codeOf(response.status);
    return new ApiError(code, `${PROBLEMS[code].title}.`, response.status, requestId);
  }
  const { type: _, title, status, detail, code, request_id, ...extra } = parsed.data;
  return new ApiError(code, detail ?? `${title}.`, status, request_id, extra);
}
