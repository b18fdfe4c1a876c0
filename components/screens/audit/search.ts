/** What narrows the audit, apart from its time: free text and two qualifiers. */
export interface AuditSearch {
  q: string | null;
  actor: string | null;
  action: string | null;
}

const QUALIFIER = /\b(actor|action):(\S+)/g;

/** Reads "action:lane.rotate actor:mara leaked" as qualifiers and free text; the last of two equal qualifiers counts. */
export function parseAuditSearch(text: string): AuditSearch {
  const search: AuditSearch = { q: null, actor: null, action: null };
  for (const [, name, value] of text.matchAll(QUALIFIER)) {
    if (value && (name === "actor" || name === "action")) search[name] = value;
  }
  const rest = text.replaceAll(QUALIFIER, " ").replace(/\s+/g, " ").trim();
  return { ...search, q: rest === "" ? null : rest };
}

/** The text that `parseAuditSearch` reads as this search. */
export function formatAuditSearch({ q, actor, action }: AuditSearch): string {
  return [actor && `actor:${actor}`, action && `action:${action}`, q].filter(Boolean).join(" ");
}

export const AUDIT_RANGES = ["1h", "24h", "7d", "30d"] as const;
export type AuditRange = (typeof AUDIT_RANGES)[number];

const RANGE_MS: Record<AuditRange, number> = {
  "1h": 3_600_000,
  "24h": 86_400_000,
  "7d": 7 * 86_400_000,
  "30d": 30 * 86_400_000,
};

export const RANGE_WORDS: Record<AuditRange, string> = { "1h": "1 hour", "24h": "24 hours", "7d": "7 days", "30d": "30 days" };

/** Beginning of a range that ends now, as a wire time. */
export const rangeStart = (range: AuditRange, nowMs: number): string => new Date(nowMs - RANGE_MS[range]).toISOString();

/** The next wider range, or null for the widest. */
export const widerRange = (range: AuditRange): AuditRange | null => AUDIT_RANGES[AUDIT_RANGES.indexOf(range) + 1] ?? null;
