import * as z from "zod/mini";
import type { StoreVersion } from "./store.ts";
import { StoreError } from "./store-error.ts";

/** `auto` takes text that begins with `{` for JSON. */
export type CredentialFormat = "auto" | "json" | "text";

export interface CredentialShape {
  format?: CredentialFormat;
  /** Field that holds the secret; default `secret`. */
  field?: string;
}

type Fields = Record<string, unknown>;

const time = z.iso.datetime({ offset: true });
const words = z.pipe(
  z.union([z.array(z.string()), z.string()]),
  z.transform((value) => (typeof value === "string" ? value.split(/[\s,]+/).filter(Boolean) : value)),
);
/** Fields that a credential may have beside its secret, wherever it is kept. */
const described = {
  version: z.optional(z.union([z.string(), z.int()])),
  issued_at: z.optional(time),
  expires_at: z.optional(z.nullable(z.union([time, z.literal("never")]))),
  scopes: z.optional(words),
  /** Names the grant while its refresh token changes: written by us, absent where a human put a new grant. */
  grant: z.optional(z.string()),
  refresh_claim: z.optional(z.object({ by: z.string(), until: time })),
};

/** A credential as text: JSON `{"secret":"…","version":…,"issued_at":…,"expires_at":…,"scopes":[…]}`, or one bare line. */
export function parseCredential(text: string, { format = "auto", field = "secret" }: CredentialShape): StoreVersion {
  const content = text.trim();
  if (format === "json" || (format === "auto" && content.startsWith("{"))) return credentialOf(parseJson(content), field);
  if (content === "" || content.includes("\n")) throw new StoreError("invalid", "The credential is not one line");
  return { secret: content };
}

/** A credential as fields; the error names them, never their values. */
export function credentialOf(input: unknown, field = "secret"): StoreVersion {
  const result = z.object({ ...described, [field]: z.string().check(z.minLength(1)) }).safeParse(input);
  if (!result.success) {
    const wrong = result.error.issues.map((issue) => issue.path.join(".") || "the document");
    throw new StoreError("invalid", `The credential is not valid: ${[...new Set(wrong)].join(", ")}`);
  }
  const fields = result.data;
  return {
    secret: String((fields as Fields)[field]),
    expiresAt: parseExpiry(fields.expires_at),
    ...(fields.version === undefined ? {} : { version: String(fields.version) }),
    ...(fields.issued_at === undefined ? {} : { issuedAt: new Date(fields.issued_at) }),
    ...(fields.scopes === undefined ? {} : { scopes: fields.scopes }),
    ...(fields.grant === undefined ? {} : { identity: fields.grant }),
    ...(fields.refresh_claim === undefined
      ? {}
      : { claim: { by: fields.refresh_claim.by, until: new Date(fields.refresh_claim.until) } }),
  };
}

/** The fields of `next`; what else the place holds beside a credential's own fields stays. */
export function fieldsOf(next: StoreVersion, field = "secret", present: Fields = {}): Fields {
  const others = Object.fromEntries(Object.entries(present).filter(([name]) => !(name in described)));
  const { secret, version, issuedAt, expiresAt, scopes, identity, claim } = next;
  return {
    ...others,
    [field]: secret,
    ...(version === undefined ? {} : { version }),
    ...(issuedAt === undefined ? {} : { issued_at: issuedAt.toISOString() }),
    expires_at: expiresAt instanceof Date ? expiresAt.toISOString() : (expiresAt ?? null),
    ...(scopes === undefined ? {} : { scopes }),
    ...(identity === undefined ? {} : { grant: identity }),
    ...(claim === undefined ? {} : { refresh_claim: { by: claim.by, until: claim.until.toISOString() } }),
  };
}

/** The text of `next`, as `parseCredential` reads it; `present` is what stands there now. */
export function formatCredential(next: StoreVersion, { format = "auto", field }: CredentialShape, present: string): string {
  if (format === "text") return `${next.secret}\n`;
  const before = present.trim().startsWith("{") ? parseJson(present) : {};
  return `${JSON.stringify(fieldsOf(next, field, before as Fields), null, 2)}\n`;
}

function parseExpiry(value: string | null | undefined): Date | "never" | null {
  if (value === "never") return "never";
  return value == null ? null : new Date(value);
}

/** A JSON syntax error quotes the text around it, which may be the secret. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StoreError("invalid", "The credential is not complete JSON");
  }
}
