/** Six tones say how urgent; icon and word say why. Classes are written out so that Tailwind finds them. */
export const TONES = ["ok", "warn", "crit", "contain", "info", "neutral"] as const;
export type Tone = (typeof TONES)[number];

export const TONE_TEXT: Record<Tone, string> = {
  ok: "text-ok",
  warn: "text-warn",
  crit: "text-crit",
  contain: "text-contain",
  info: "text-info",
  neutral: "text-neutral",
};

export const TONE_BORDER: Record<Tone, string> = {
  ok: "border-ok",
  warn: "border-warn",
  crit: "border-crit",
  contain: "border-contain",
  info: "border-info",
  neutral: "border-neutral",
};

/** For the left edge alone, where the other borders keep their own colour. */
export const TONE_EDGE: Record<Tone, string> = {
  ok: "border-l-ok",
  warn: "border-l-warn",
  crit: "border-l-crit",
  contain: "border-l-contain",
  info: "border-l-info",
  neutral: "border-l-neutral",
};

export const TONE_WASH: Record<Tone, string> = {
  ok: "bg-ok/10",
  warn: "bg-warn/15",
  crit: "bg-crit/10",
  contain: "bg-contain/10",
  info: "bg-info/10",
  neutral: "bg-neutral/10",
};

export const TONE_FILL: Record<Tone, string> = {
  ok: "bg-ok",
  warn: "bg-warn",
  crit: "bg-crit",
  contain: "bg-contain",
  info: "bg-info",
  neutral: "bg-neutral",
};
