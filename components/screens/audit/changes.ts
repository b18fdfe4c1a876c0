/** One field that an action changed, as text. */
export interface Change {
  field: string;
  before: string | null;
  after: string | null;
}

/** Fields of before and after side by side, in the order in which they first appear. */
export function changesOf(before: Record<string, unknown> | null, after: Record<string, unknown> | null): Change[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...fields].map((field) => ({ field, before: asText(before?.[field]), after: asText(after?.[field]) }));
}

function asText(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
