/** The value below which a share of ascending values lies; 0 of none. */
export const percentile = (ascending: readonly number[], share: number): number =>
  ascending[Math.floor(share * (ascending.length - 1))] ?? 0;
