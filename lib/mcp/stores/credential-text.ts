import * as z from "zod/mini";

const time = z.iso.datetime({ offset: true });

/** Fields that any credential file may hold beside its secret. */
export const credentialFields = {
  version: z.optional(z.union([z.string(), z.int()])),
  issued_at: z.optional(time),
  expires_at: z.optional(z.nullable(z.union([time, z.literal("never")]))),
  scopes: z.optional(z.array(z.string())),
};

/** JSON of a credential file, checked; the error names fields, never values. */
export function parseFields<T extends z.ZodMiniType>(schema: T, text: string): z.infer<T> {
  const result = schema.safeParse(parseJson(text));
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => issue.path.join(".") || "the document");
  throw new Error(`not valid: ${[...new Set(fields)].join(", ")}`);
}

/** A JSON syntax error quotes the text around it, which may be the secret. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("not complete JSON");
  }
}

export function parseExpiry(value: string | null | undefined): Date | "never" | null {
  if (value === "never") return "never";
  return value == null ? null : new Date(value);
}
