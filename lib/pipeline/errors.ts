import type { ProblemCode } from "#lib/contract/problem.ts";
import { ProblemError } from "#lib/contract/problem.ts";
import { isDatabaseAway } from "#lib/db/is-database-away.ts";

/** Why a verb did not do it; the HTTP edge turns `code` into a status and problem+json. */
export const fail = (code: ProblemCode, detail: string, extra: Record<string, unknown> = {}): ProblemError =>
  new ProblemError(code, detail, extra);

export const notFound = (what: string): ProblemError => fail("not_found", `There is no such ${what}.`);

/** The problem an error stands for, or null where it is none that a caller may be told of. */
export function asProblem(error: unknown): ProblemError | null {
  if (error instanceof ProblemError) return error;
  return isDatabaseAway(error) ? fail("unavailable", "The database is away; nothing was changed. Try again.") : null;
}
