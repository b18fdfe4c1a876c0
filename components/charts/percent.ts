/** A share of the width as an SVG length: 0.25 is "25%". */
export const percent = (share: number): string => `${Math.round(share * 1e5) / 1e3}%`;
