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

/** Texts of which one fits each pattern that the API has. */
const TEXTS = ["9f2c41d0a7b35e68", "00000000-0000-4000-8000-000000000000", "a@example.com", "1", "https://example.com/", "1.0"];

/** Something that a schema takes, as far as one can tell; optional members are there or not by chance. */
export function sampleOf(schema: JsonSchema, random: Random): unknown {
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
