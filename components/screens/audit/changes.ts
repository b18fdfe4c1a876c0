import { formatDuration } from "#components/ui/format-duration.ts";

/** One field of an entry, as text: what it was and what it became. */
export interface Change {
  field: string;
  before: string | null;
  after: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** Fields of before and after side by side, in the order in which they first appear; what is nested is told by its path. */
export function changesOf(before: Fields | null, after: Fields | null): Change[] {
  const [was, is] = [flatten(before ?? {}), flatten(after ?? {})];
  const fields = new Set([...was.keys(), ...is.keys()]);
  return [...fields].map((field) => ({ field, before: was.get(field) ?? null, after: is.get(field) ?? null }));
}

function flatten(fields: Fields, path: readonly string[] = []): Map<string, string> {
  return new Map(
    Object.entries(fields).flatMap(([name, value]) => {
      if (isFields(value) && Object.keys(value).length > 0) return [...flatten(value, [...path, inWords(name)])];
      const length = typeof value === "number" ? asLength(name, value) : null;
      const told = length ?? { field: inWords(name), text: asText(value) };
      return value === undefined ? [] : [[[...path, told.field].join(" › "), told.text] as const];
    }),
  );
}

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000 };

/** A number whose name ends in its unit: `warningMs` 600000 is a warning of 10 min. */
function asLength(name: string, value: number): { field: string; text: string } | null {
  const words = inWords(name).split(" ");
  const unitMs = UNIT_MS[words.at(-1) ?? ""];
  if (unitMs === undefined || words.length < 2) return null;
  const lengthMs = value * unitMs;
  return { field: words.slice(0, -1).join(" "), text: lengthMs < 1_000 ? `${lengthMs} ms` : formatDuration(lengthMs) };
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null) return "none";
  const isPlainList = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string");
  return isPlainList ? value.join(", ") : JSON.stringify(value);
}

/** "request id" of "request_id", "contain on" of "containOn". */
const inWords = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll("_", " ");
