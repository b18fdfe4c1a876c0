/** Told to Lanekeeper at every start; equal to package.json. */
export const VERSION = "0.1.0";
