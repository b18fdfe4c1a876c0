const HOUR_MS = 3_600_000;

/** How far back the story is read, in steps, so that zooming asks seldom. */
export const REACHES_MS = [3 * HOUR_MS, 24 * HOUR_MS, 7 * 24 * HOUR_MS, 35 * 24 * HOUR_MS, 400 * 24 * HOUR_MS] as const;

/** The smallest step that covers a look so far back. */
export const reachFor = (backMs: number): number => REACHES_MS.find((reachMs) => reachMs >= backMs) ?? REACHES_MS[4];
