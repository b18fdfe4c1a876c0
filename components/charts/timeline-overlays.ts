import { formatDuration } from "#components/ui/format-duration.ts";
import { formatClockSeconds } from "#components/ui/format-instant.ts";
import type { Condition } from "#lib/domain/vocabulary.ts";
import type { TimelineInput } from "./timeline-input.ts";
import { shareOf, type Viewport } from "./timeline-viewport.ts";

/** What lies over all bars for a while. */
export interface Overlay {
  kind: "away" | "degraded" | "paused" | "contained" | "silent" | "rate_limited";
  from: number;
  to: number;
  /** Not over yet: its end is drawn ragged. */
  open: boolean;
  label: string;
}

/** One stretch of equal health. */
export interface HealthBand {
  health: Condition | null;
  from: number;
  to: number;
  fromMs: number;
  toMs: number;
}

/** Health over time, oldest first; each band holds until the next and the last one until now. */
export function healthBands(input: TimelineInput, view: Viewport, nowMs: number): HealthBand[] {
  return stretches(input, nowMs, (transition) => transition.health)
    .map(({ value, fromMs, toMs }) => ({ health: value, fromMs, toMs, ...clipped(view, fromMs, toMs) }))
    .filter((band) => band.to > band.from);
}

/** Everything that lies over the bars and is in sight. */
export function overlays(input: TimelineInput, view: Viewport, nowMs: number): Overlay[] {
  return [
    ...away(input, view, nowMs),
    ...degraded(input, view, nowMs),
    ...held(input, view, nowMs),
    ...rateLimited(input, view),
  ].filter((overlay) => overlay.to > overlay.from);
}

function away(input: TimelineInput, view: Viewport, nowMs: number): Overlay[] {
  return input.absences.map(({ started_at, ended_at }) => {
    const fromMs = Date.parse(started_at);
    const toMs = ended_at === null ? nowMs : Date.parse(ended_at);
    const { open, label } = period("Lanekeeper was away", fromMs, toMs, ended_at === null);
    return { kind: "away", open, label, ...clipped(view, fromMs, toMs) };
  });
}

/** A window that turned out to be none is told in words, not drawn. */
function degraded(input: TimelineInput, view: Viewport, nowMs: number): Overlay[] {
  const real = input.degraded.filter(({ closed_as }) => closed_as === null);
  return real.map(({ started_at, ended_at }) => {
    const fromMs = Date.parse(started_at);
    const toMs = ended_at === null ? nowMs : Date.parse(ended_at);
    return { kind: "degraded", ...period("degraded", fromMs, toMs, ended_at === null), ...clipped(view, fromMs, toMs) };
  });
}

function held(input: TimelineInput, view: Viewport, nowMs: number): Overlay[] {
  const controls = stretches(input, nowMs, (transition) => transition.control);
  const reports = stretches(input, nowMs, (transition) => transition.freshness);
  return [
    ...controls.flatMap(({ value, fromMs, toMs }): Overlay[] =>
      value === "active" ? [] : [{ kind: value, ...period(value, fromMs, toMs, toMs === nowMs), ...clipped(view, fromMs, toMs) }],
    ),
    ...reports.flatMap(({ value, fromMs, toMs }): Overlay[] =>
      value === "silent"
        ? [{ kind: value, ...period("no report", fromMs, toMs, toMs === nowMs), ...clipped(view, fromMs, toMs) }]
        : [],
    ),
  ];
}

function rateLimited(input: TimelineInput, view: Viewport): Overlay[] {
  return input.entries.flatMap(({ at, data }): Overlay[] => {
    if (data?.outcome !== "rate_limited" || typeof data.retry_at !== "string") return [];
    const toMs = Date.parse(data.retry_at);
    return [
      {
        kind: "rate_limited",
        open: false,
        label: `rate limited to ${formatClockSeconds(toMs)}`,
        ...clipped(view, Date.parse(at), toMs),
      },
    ];
  });
}

function period(what: string, fromMs: number, toMs: number, open: boolean): { open: boolean; label: string } {
  const end = open ? "now" : formatClockSeconds(toMs);
  return { open, label: `${what} ${formatClockSeconds(fromMs)}–${end} (${formatDuration(toMs - fromMs)})` };
}

const clipped = (view: Viewport, fromMs: number, toMs: number) => ({
  from: Math.max(0, shareOf(view, fromMs)),
  to: Math.min(1, shareOf(view, toMs)),
});

interface Stretch<T> {
  value: T;
  fromMs: number;
  toMs: number;
}

function stretches<T>(
  input: TimelineInput,
  nowMs: number,
  read: (transition: TimelineInput["transitions"][number]) => T,
): Stretch<T>[] {
  const ordered = [...input.transitions].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const result: Stretch<T>[] = [];
  for (const transition of ordered) {
    const fromMs = Date.parse(transition.at);
    const value = read(transition);
    const last = result.at(-1);
    if (last?.value === value) continue;
    if (last) last.toMs = fromMs;
    result.push({ value, fromMs, toMs: nowMs });
  }
  return result;
}
