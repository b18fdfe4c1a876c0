import { DESTINATIONS } from "../nav/destinations.ts";

/** What a key asks for; none of them changes anything anywhere. */
export type KeyAction = { type: "palette" } | { type: "help" } | { type: "search" } | { type: "go"; href: string };

/** Second keys after `g`: the first letter, but for the audit, whose letter the alerts have. */
export const GO_KEYS: Readonly<Record<string, string>> = Object.fromEntries(
  DESTINATIONS.map(({ href, label }) => [href === "/audit" ? "u" : label.charAt(0).toLowerCase(), href]),
);

export interface KeyPress {
  key: string;
  /** Control or Command. */
  isCommand: boolean;
  /** Alt, or Control or Command: then it is no plain letter. */
  isModified: boolean;
  /** Typed into a field, or into a menu. */
  isTaken: boolean;
}

/** The key that began a sequence and when, null where none is under way. */
export type Begun = { atMs: number } | null;

const SEQUENCE_MS = 1_200;

/** What a press asks for, and the sequence that it begins. Plain letters count only where they are switched on and nobody is typing. */
export function readKey(
  begun: Begun,
  { key, isCommand, isModified, isTaken }: KeyPress,
  { nowMs, plainKeys }: { nowMs: number; plainKeys: boolean },
): { action: KeyAction | null; begun: Begun } {
  if (isCommand && key.toLowerCase() === "k") return { action: { type: "palette" }, begun: null };
  if (isModified || isTaken || !plainKeys) return { action: null, begun: null };
  const href = begun !== null && nowMs - begun.atMs < SEQUENCE_MS ? GO_KEYS[key] : undefined;
  if (href !== undefined) return { action: { type: "go", href }, begun: null };
  if (key === "g") return { action: null, begun: { atMs: nowMs } };
  if (key === "?") return { action: { type: "help" }, begun: null };
  return { action: key === "/" ? { type: "search" } : null, begun: null };
}
