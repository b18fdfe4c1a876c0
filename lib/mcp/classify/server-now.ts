import type { Answer } from "./answer.ts";

/** The provider's clock in epoch milliseconds, by its `Date` header, else ours. */
export function serverNow(answer: Answer, now: Date): number {
  const date = answer.header("date");
  const at = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(at) ? now.getTime() : at;
}
