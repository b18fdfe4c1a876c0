"use client";
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatClock } from "#components/ui/format-instant.ts";
import type { CallResult } from "#lib/domain/vocabulary.ts";

const SERIES: readonly { result: CallResult; word: string; color: string }[] = [
  { result: "ok", word: "Answered", color: "var(--ok)" },
  { result: "tool_error", word: "Tool error", color: "var(--neutral)" },
  { result: "rate_limited", word: "Rate limited", color: "var(--warn)" },
  { result: "upstream_error", word: "Provider error", color: "var(--info)" },
  { result: "auth", word: "Auth failed", color: "var(--crit)" },
  { result: "refused", word: "Refused by the lane", color: "var(--contain)" },
];

/** Stacked calls per minute; `minutes` is in order of time, quiet ones included. */
export function CallsChart({ minutes }: { minutes: readonly (Record<CallResult, number> & { atMs: number })[] }) {
  const used = SERIES.filter(({ result }) => minutes.some((minute) => minute[result] > 0));
  const total = (result: CallResult) => minutes.reduce((sum, minute) => sum + minute[result], 0);
  return (
    <figure className="m-0 p-4">
      <figcaption className="pb-3 text-[13px] text-muted">
        {used.map(({ result, word }) => `${word} ${total(result)}`).join(" · ")}
      </figcaption>
      <div aria-hidden="true" className="h-64 text-xs">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart data={[...minutes]} margin={{ top: 4, right: 4, bottom: 0, left: -16 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="atMs" tickFormatter={formatClock} minTickGap={48} stroke="var(--muted)" tickLine={false} />
            <YAxis allowDecimals={false} stroke="var(--muted)" tickLine={false} axisLine={false} />
            <Tooltip
              cursor={{ fill: "var(--hover)" }}
              contentStyle={{ background: "var(--raised)", borderColor: "var(--line)", borderRadius: 7 }}
              labelFormatter={(atMs) => `${formatClock(Number(atMs))} UTC`}
            />
            <Legend iconType="square" formatter={(word) => <span className="text-ink">{word}</span>} />
            {used.map(({ result, word, color }) => (
              <Bar key={result} dataKey={result} name={word} stackId="calls" fill={color} isAnimationActive={false} />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}
