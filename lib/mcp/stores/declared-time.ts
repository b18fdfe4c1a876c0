import * as z from "zod/mini";
import { readDate } from "../classify/expiry/read-date.ts";

/** A time as people and tools write it; a day alone stands for its first moment, which is the careful reading of an end. */
function readTime(value: string | number): Date | null {
  const isDay = typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value.trim());
  return readDate(isDay ? `${value.trim()}T00:00:00Z` : value);
}

export const declaredTime = z.pipe(
  z.union([z.string(), z.number()]).check(z.refine((value) => readTime(value) !== null)),
  z.transform((value) => readTime(value) ?? new Date(Number.NaN)),
);

/** An end that is known, `"never"`, or null where nobody knows it. */
export const declaredEnd = z.nullable(z.union([z.literal("never"), declaredTime]));
