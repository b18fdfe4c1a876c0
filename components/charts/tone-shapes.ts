import type { Tone } from "#components/ui/tone.ts";

/** Tones for SVG shapes. Classes are written out so that Tailwind finds them. */
export const TONE_SHAPE_FILL: Record<Tone, string> = {
  ok: "fill-ok",
  warn: "fill-warn",
  crit: "fill-crit",
  contain: "fill-contain",
  info: "fill-info",
  neutral: "fill-neutral",
};

export const TONE_SHAPE_WASH: Record<Tone, string> = {
  ok: "fill-ok/15",
  warn: "fill-warn/30",
  crit: "fill-crit/25",
  contain: "fill-contain/25",
  info: "fill-info/25",
  neutral: "fill-neutral/20",
};

export const TONE_SHAPE_STROKE: Record<Tone, string> = {
  ok: "stroke-ok",
  warn: "stroke-warn",
  crit: "stroke-crit",
  contain: "stroke-contain",
  info: "stroke-info",
  neutral: "stroke-neutral",
};
