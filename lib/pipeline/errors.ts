import type { ProblemCode } from "#lib/contract/problem.ts";
import { ProblemError } from "#lib/contract/problem.ts";

/** Why a verb did not do it; the HTTP edge turns `code` into a status and problem+json. */
export const fail = (code: ProblemCode, detail: string, extra: Record<string, unknown> = {}): ProblemError =>
  new ProblemError(code, detail, extra);

export const notFound = (what: string): ProblemError => fail("not_found", `There is no such ${what}.`);
