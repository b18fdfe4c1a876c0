import * as z from "zod/mini";
import { findUnstorable, UNSTORABLE } from "./find-unstorable.ts";
import { ProblemError } from "./problem.ts";

const { localeError } = z.locales.en();
const FIELDS_TOLD = 20;

interface FieldError {
  field: string;
  problem: string;
}

/** The schema's own words where it has some, else zod's English ones, which zod/mini leaves out. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.message !== "Invalid input") return issue.message;
  const words = localeError(issue as z.core.$ZodRawIssue);
  return typeof words === "string" ? words : (words?.message ?? issue.message);
}

function fieldError(part: string, issue: z.core.$ZodIssue): FieldError {
  return { field: [part, ...issue.path.map(String)].join("."), problem: wordsOf(issue) };
}

/** What `schema` makes of `value`. Throws `invalid_request` with the fields that are wrong, never with what they hold. */
export function parse<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  part: "path" | "query" | "body" | "input" = "input",
): z.output<Schema> {
  const unstorable = findUnstorable(value);
  if (unstorable !== null) throw invalid([{ field: [part, ...unstorable].join("."), problem: UNSTORABLE }]);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.slice(0, FIELDS_TOLD).map((issue) => fieldError(part, issue)));
}

const invalid = (fields: readonly FieldError[]): ProblemError =>
  new ProblemError("invalid_request", fields.map(({ field, problem }) => `${field}: ${problem}`).join("; "), { fields });
