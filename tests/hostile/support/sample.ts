import type { Random } from "#tests/support/random.ts";

/** As much of JSON Schema as the API's own schemas come to. */
export interface JsonSchema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  format?: string;
  pattern?: string;
  minimum?: number;
  minLength?: number;
}

type Choice = Pick<Random, "pick" | "chance">;

/** Texts of which one fits each pattern that the API has. */
const TEXTS = ["9f2c41d0a7b35e68", "00000000-0000-4000-8000-000000000000", "a@example.com", "1", "https://example.com/", "1.0"];

/** Something that a schema takes, as far as one can tell; optional members are there or not by chance. */
export function sampleOf(schema: JsonSchema, random: Choice): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return sampleOf(random.pick(choices), random);
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => schema.required?.includes(name) || random.chance(0.5))
          .map(([name, member]) => [name, sampleOf(member, random)]),
      );
    case "array":
      return schema.items ? [sampleOf(schema.items, random)] : [];
    case "string":
      return textFor(schema);
    case "number":
    case "integer":
      return Math.max(1, schema.minimum ?? 0);
    case "boolean":
      return random.chance(0.5);
    default:
      return null;
  }
}

function textFor({ format, pattern, minLength = 1 }: JsonSchema): string {
  if (format === "date-time") return new Date().toISOString();
  const fits = pattern === undefined ? undefined : new RegExp(pattern, "u");
  return TEXTS.find((text) => fits?.test(text)) ?? "a".repeat(minLength);
}

const FIRST_OF_ALL: Choice = { pick: <T>([first]: readonly T[]): T => first as T, chance: () => true };

/** Something with every optional member, the first where there is a choice. */
export const fullSampleOf = (schema: JsonSchema): unknown => sampleOf(schema, FIRST_OF_ALL);

/** Every text within a value, by its path: each as a way to make that value with another text in its place. */
export function replaceTexts(value: unknown, path: string): [path: string, replace: (text: string) => unknown][] {
  if (typeof value === "string") return [[path, (text) => text]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    replaceTexts(member, `${path}.${name}`).map(([at, replace]): [string, (text: string) => unknown] => [
      at,
      (text) => (Array.isArray(value) ? value.with(Number(name), replace(text)) : { ...value, [name]: replace(text) }),
    ]),
  );
}
