import type { Condition, Control, Freshness } from "#lib/domain/vocabulary.ts";

/** What the board needs of a lane. Times are RFC 3339; an expiry may also be "never", or null where nobody knows. */
export interface BoardLane {
  id: string;
  name: string;
  server: { name: string };
  health: Condition | null;
  health_since: string | null;
  control: Control;
  freshness: Freshness;
  last_report_at: string | null;
  issued_at: string | null;
  expires_at: string | null;
  deadlines: { refresh_at: string | null; warn_at: string | null; refuse_at: string | null };
  conditions: { condition: Condition; detail: string | null }[];
}
