import * as z from "zod/mini";
import { declaredEnd, declaredTime } from "./declared-time.ts";
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

const words = z.pipe(
  z.union([z.array(z.string()), z.string()]),
  z.transform((value) => (typeof value === "string" ? value.split(/[\s,]+/).filter(Boolean) : value)),
);
/** Fields that a credential may have beside its secret, wherever it is kept. */
const described = {
  version: z.optional(z.union([z.string(), z.int()])),
  issued_at: z.optional(declaredTime),
  expires_at: z.optional(declaredEnd),
  scopes: z.optional(words),
  /** Names the grant while its refresh token changes: written by us, absent where a human put a new grant. */
  grant: z.optional(z.string()),
  refresh_claim: z.optional(z.object({ by: z.string(), until: declaredTime })),
};

/** A credential as text: JSON `{"secret":"…","version":…,"issued_at":…,"expires_at":…,"scopes":[…]}`, one bare line, or a private key. */
export function parseCredential(text: string, { format = "auto", field = "secret" }: CredentialShape): StoreVersion {
  const content = text.trim();
  if (format === "json" || (format === "auto" && content.startsWith("{"))) return credentialOf(parseJson(content), field);
  if (content === "" || (content.includes("\n") && !PEM.test(content)))
    throw new StoreError("invalid", "The credential is not one line");
  return { secret: content };
}

/** A private key is the one credential that has lines. */
const PEM = /^-----BEGIN [A-Z ]+-----\r?\n[\s\S]+\n-----END [A-Z ]+-----$/;

/** A credential as fields; the error names them, never their values. */
export function credentialOf(input: unknown, field = "secret"): StoreVersion {
  const result = z.object({ ...described, [field]: z.string().check(z.minLength(1)) }).safeParse(input);
  if (!result.success) {
    const wrong = result.error.issues.map((issue) => issue.path.join(".") || "the document");
    throw new StoreError("invalid", `The credential is not valid: ${[...new Set(wrong)].join(", ")}`);
  }
  const { version, issued_at, expires_at, scopes, grant, refresh_claim, ...others } = result.data;
  return {
    secret: String((others as Fields)[field]),
    expiresAt: expires_at ?? null,
    ...(version === undefined ? {} : { version: String(version) }),
    ...(issued_at === undefined ? {} : { issuedAt: issued_at }),
    ...(scopes === undefined ? {} : { scopes }),
    ...(grant === undefined ? {} : { identity: grant }),
    ...(refresh_claim === undefined ? {} : { claim: refresh_claim }),
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

/** A JSON syntax error quotes the text around it, which may be the secret. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StoreError("invalid", "The credential is not complete JSON");
  }
}
