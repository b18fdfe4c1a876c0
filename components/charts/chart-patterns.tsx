/** Fills that stay readable without colour. Drawn once per chart; the names are prefixed so that two charts can share a page. */
export function ChartPatterns({ prefix }: { prefix: string }) {
  return (
    <svg width="0" height="0" className="absolute" aria-hidden="true">
      <defs>
        <pattern id={`${prefix}-hatch`} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2.5" height="7" className="fill-crit/70" />
        </pattern>
        <pattern id={`${prefix}-stripes`} width="5" height="5" patternUnits="userSpaceOnUse">
          <rect width="1.5" height="5" className="fill-warn" />
        </pattern>
        <pattern id={`${prefix}-dots`} width="5" height="5" patternUnits="userSpaceOnUse">
          <circle cx="2.5" cy="2.5" r="0.8" className="fill-neutral" />
        </pattern>
        <linearGradient id={`${prefix}-fade`}>
          <stop offset="0" stopColor="currentColor" stopOpacity="0.35" />
          <stop offset="1" stopColor="currentColor" stopOpacity="0" />
        </linearGradient>
      </defs>
    </svg>
  );
}

/** Address of a pattern for a `fill` attribute. */
export const patternFill = (prefix: string, name: "hatch" | "stripes" | "dots" | "fade"): string => `url(#${prefix}-${name})`;
