import type { TimelineEntry } from "#lib/contract/timeline.ts";
import { CALL_RESULTS, type CallResult } from "#lib/domain/vocabulary.ts";

const MINUTE_MS = 60_000;

/** Calls of one minute by result. */
export type CallMinute = Record<CallResult, number> & { atMs: number };

const isResult = (value: unknown): value is CallResult => CALL_RESULTS.some((result) => result === value);

/** Calls per minute by result over the last `minutes`, quiet minutes included; empty where no usage was reported at all. */
export function callSeries(entries: readonly TimelineEntry[], nowMs: number, minutes: number): CallMinute[] {
  const usage = entries.filter((entry) => entry.kind === "call.usage");
  if (usage.length === 0) return [];
  const lastMinute = Math.floor(nowMs / MINUTE_MS);
  const series = Array.from({ length: minutes }, (_, index) => emptyMinute((lastMinute - minutes + 1 + index) * MINUTE_MS));
  for (const { at, data } of usage) {
    const minute = series[Math.floor(Date.parse(at) / MINUTE_MS) - lastMinute + minutes - 1];
    if (minute && isResult(data?.result) && typeof data.count === "number") minute[data.result] += data.count;
  }
  return series;
}

const emptyMinute = (atMs: number): CallMinute => ({
  atMs,
  ok: 0,
  auth: 0,
  rate_limited: 0,
  upstream_error: 0,
  tool_error: 0,
  refused: 0,
});
