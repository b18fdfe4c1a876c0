import { findSecret } from "#lib/domain/secret/find-secret.ts";
import { fail } from "./errors.ts";

/** Pages are continued by what Lanekeeper itself wrote: opaque, never kept, and alike to anything by chance. */
const OPAQUE = ["cursor"];

/**
 * Throws `secret_material` where anything that was sent looks like a credential; names its field by its path, never its value.
 * @param part where the value stood: the path begins with it
 * @param except outermost fields whose text is not kept, or is judged elsewhere
 */
export function refuseSecret(
  value: unknown,
  part: "path" | "query" | "body" | "header" | "option",
  except: readonly string[] = [],
): void {
  const field = findSecret(without(value, [...OPAQUE, ...except]), part);
  if (field === null) return;
  const problem = "looks like a credential; take it out, since Lanekeeper keeps none";
  throw fail("secret_material", `${field}: ${problem}`, { fields: [{ field, problem }] });
}

const without = (value: unknown, names: readonly string[]): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))
    : value;
