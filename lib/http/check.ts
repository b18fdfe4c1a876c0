import * as z from "zod/mini";
import { fail } from "#lib/pipeline/errors.ts";

const { localeError } = z.locales.en();

interface FieldError {
  field: string;
  problem: string;
}

function fieldError(part: string, issue: z.core.$ZodIssue): FieldError {
  const text = localeError(issue as z.core.$ZodRawIssue);
  const problem = typeof text === "string" ? text : (text?.message ?? issue.message);
  return { field: [part, ...issue.path.map(String)].join("."), problem };
}

/** What `schema` makes of `value`. Throws `invalid_request` with the fields that are wrong, never with what they hold. */
export function check<Schema extends z.ZodMiniType>(
  schema: Schema,
  part: "path" | "query" | "body",
  value: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, 20).map((issue) => fieldError(part, issue));
  throw fail("invalid_request", fields.map(({ field, problem }) => `${field}: ${problem}`).join("; "), { fields });
}
