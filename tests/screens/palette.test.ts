import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TONES } from "#components/ui/tone.ts";
import { contrast, deltaE2000, parseHex, type Rgb, simulate, VISIONS } from "./colour.ts";

const CSS = readFileSync("app/globals.css", "utf8");
const THEMES = ["light", "dark"] as const;
type Theme = (typeof THEMES)[number];

/** The first value of a token, as the style sheet has it. */
function token(name: string, theme: Theme): Rgb {
  const match = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(CSS);
  const hex = match?.[theme === "light" ? 1 : 2];
  if (!hex) throw new Error(`globals.css has no --${name}`);
  return parseHex(hex);
}

const GROUNDS = ["page", "surface", "raised", "sunken", "hover"] as const;
/** Tones that are used for text too, not only for icons and fills. */
const TEXT_TONES = ["ok", "crit", "contain"] as const;

describe("the difference of two colours", () => {
  it("is that of the published CIEDE2000 pairs", () => {
    expect(deltaE2000(parseHex("#ffffff"), parseHex("#000000"))).toBeCloseTo(100, 1);
    expect(deltaE2000(parseHex("#ff0000"), parseHex("#00ff00"))).toBeCloseTo(86.61, 1);
    expect(deltaE2000(parseHex("#0000ff"), parseHex("#ff0000"))).toBeCloseTo(52.88, 1);
    expect(deltaE2000(parseHex("#808080"), parseHex("#808080"))).toBe(0);
  });
});

describe.each(THEMES)("the %s palette", (theme) => {
  it.each(VISIONS)("tells any two tones apart in %s vision", (vision) => {
    const seen = TONES.map((tone) => ({ tone, colour: simulate(vision, token(tone, theme)) }));
    const alike = seen.flatMap(({ tone, colour }, index) =>
      seen
        .slice(index + 1)
        .filter((other) => deltaE2000(colour, other.colour) < 17)
        .map((other) => `${tone}/${other.tone}`),
    );
    expect(alike).toEqual([]);
  });

  it.each(GROUNDS)("keeps text legible on %s", (ground) => {
    expect(contrast(token("ink", theme), token(ground, theme))).toBeGreaterThanOrEqual(12);
    expect(contrast(token("muted", theme), token(ground, theme))).toBeGreaterThanOrEqual(5.5);
    expect(contrast(token("faint", theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it("shows every tone as an icon, and the urgent ones as text", () => {
    for (const tone of TONES) expect(contrast(token(tone, theme), token("page", theme))).toBeGreaterThanOrEqual(3);
    for (const tone of TEXT_TONES) expect(contrast(token(tone, theme), token("surface", theme))).toBeGreaterThanOrEqual(4.5);
  });

  it("keeps a danger button's words legible", () => {
    expect(contrast(token("on-crit", theme), token("crit", theme))).toBeGreaterThanOrEqual(4.5);
  });

  it("draws controls with an edge that can be seen", () => {
    expect(contrast(token("line-strong", theme), token("surface", theme))).toBeGreaterThanOrEqual(3);
  });
});
