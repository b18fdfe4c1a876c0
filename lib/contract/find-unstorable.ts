const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/**
 * Path of the first text, or name of a member, that no database column holds: one with a zero byte or half a surrogate pair.
 * Null where there is none.
 */
export function findUnstorable(value: unknown): readonly string[] | null {
  if (typeof value === "string") return isStorable(value) ? null : [];
  if (typeof value !== "object" || value === null) return null;
  for (const [name, member] of Object.entries(value)) {
    if (!isStorable(name)) return ["(a name)"];
    const found = findUnstorable(member);
    if (found !== null) return [name, ...found];
  }
  return null;
}

/** What is said of such a text. */
export const UNSTORABLE = "holds a zero byte or half a character";
