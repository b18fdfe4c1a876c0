import { formatDuration } from "#components/ui/format-duration.ts";
import { formatClock, formatInstant } from "#components/ui/format-instant.ts";
import { instantOf } from "./lane-end.ts";
import { generationKey, type TimelineGeneration, type TimelineInput, type TimelineLease } from "./timeline-input.ts";
import { shareOf, type Viewport } from "./timeline-viewport.ts";

export type BarPart = "life" | "narrowed" | "overlap" | "retired" | "warning" | "refusal" | "dead" | "ghost" | "fade";

/** A stretch of a bar in shares of the width, clipped to what is in sight. */
export interface Bar {
  part: BarPart;
  from: number;
  to: number;
}

/** A labelled point on a bar. */
export interface Flag {
  at: number;
  label: string;
}

/** One generation and the leases drawn under it. */
export interface GenerationTrack {
  key: string;
  /** "v4", and the beginning of its fingerprint where another goes by the same number. */
  label: string;
  bars: Bar[];
  cap: Flag | null;
  /** Said at the right edge where the end by date is out of sight. */
  beyond: string | null;
  cut: Flag | null;
  dead: Flag | null;
  notch: Flag | null;
  /** How the end of a generation that handed over is known. */
  retired: Flag | null;
  leases: Bar[];
}

export interface TrackContext {
  view: Viewport;
  nowMs: number;
  /** Scopes that the routes need and the serving generation lacks. */
  missingScopes: number;
}

/** The bars of every generation that is in sight, newest first. */
export function generationTracks(input: TimelineInput, context: TrackContext): GenerationTrack[] {
  const newestFirst = [...input.generations].sort((a, b) => startOf(b) - startOf(a));
  return newestFirst
    .map((generation, index) => trackOf(input, generation, newestFirst[index - 1] ?? null, context))
    .filter((track) => track.bars.length > 0 || track.leases.length > 0);
}

/** How far a bar without a date is drawn at least before it has faded out. */
const SHORTEST_FADE_MS = 60_000;

const startOf = (generation: TimelineGeneration): number => Date.parse(generation.issued_at ?? generation.first_seen_at);

function trackOf(
  input: TimelineInput,
  generation: TimelineGeneration,
  newer: TimelineGeneration | null,
  context: TrackContext,
): GenerationTrack {
  const life = lifeOf(input, generation, newer, context.nowMs);
  const current = generation.state !== "candidate" && life.handedOverMs === null;
  const narrowedMs = current ? narrowedAt(input) : null;
  const flag = (atMs: number, label: string): Flag | null => {
    const at = shareOf(context.view, atMs);
    return at >= 0 && at <= 1 ? { at, label } : null;
  };
  return {
    key: generationKey(generation),
    label: labelOf(input, generation),
    bars: clip(barsOf({ life, narrowedMs, windows: current ? clockWindows(input, life.toMs) : [] }, context.nowMs), context.view),
    cap: life.end === "dated" ? flag(life.toMs, formatClock(life.toMs)) : null,
    beyond: life.end === "dated" && life.toMs > context.view.toMs ? `ends ${formatInstant(life.toMs, context.nowMs)} →` : null,
    cut: life.end === "revoked" ? flag(life.toMs, ghostLabel(life.ghostToMs, context.nowMs)) : null,
    dead: life.end === "expired" ? flag(life.toMs, `dead ${formatDuration(context.nowMs - life.toMs)}`) : null,
    notch:
      narrowedMs === null
        ? null
        : flag(narrowedMs, context.missingScopes > 0 ? `−${context.missingScopes} scopes` : "scopes narrowed"),
    retired: retiredFlag(life, context.nowMs, flag),
    leases: clip(leaseBars(input, generation.number), context.view),
  };
}

function labelOf({ generations }: TimelineInput, { number, fingerprint }: TimelineGeneration): string {
  const isAlone = generations.filter((other) => other.number === number).length === 1;
  return isAlone ? `v${number}` : `v${number} ${fingerprint.slice(0, 4)}`;
}

function retiredFlag(life: Life, nowMs: number, flag: (atMs: number, label: string) => Flag | null): Flag | null {
  if (life.handedOverMs === null) return null;
  if (life.end === "retired") return flag(life.toMs, `dead, overlap ${formatDuration(life.toMs - life.handedOverMs)}`);
  return life.end === "dated" ? flag(Math.min(life.toMs, nowMs), "not yet confirmed dead") : null;
}

const ghostLabel = (ghostToMs: number | null, nowMs: number): string =>
  ghostToMs === null ? "revoked" : `would have lived to ${formatInstant(ghostToMs, nowMs)}`;

interface Stretch {
  part: BarPart;
  fromMs: number;
  toMs: number;
}

interface Life {
  fromMs: number;
  toMs: number;
  end: "dated" | "expired" | "revoked" | "retired" | "never" | "unknown";
  /** From here on a newer generation serves and this one only waits for its end. */
  handedOverMs: number | null;
  ghostToMs: number | null;
}

function lifeOf(input: TimelineInput, generation: TimelineGeneration, newer: TimelineGeneration | null, nowMs: number): Life {
  const fromMs = startOf(generation);
  const expiresMs = instantOf(generation.expires_at);
  const base = { fromMs, handedOverMs: handOver(input, newer), ghostToMs: null };
  if (generation.revoked) {
    const toMs = Date.parse(generation.revoked.at);
    return { ...base, toMs, end: "revoked", ghostToMs: expiresMs !== null && expiresMs > toMs ? expiresMs : null };
  }
  if (generation.retired_at) return { ...base, toMs: Date.parse(generation.retired_at), end: "retired" };
  if (generation.expired)
    return { ...base, toMs: Math.min(expiresMs ?? nowMs, Date.parse(generation.expired.at)), end: "expired" };
  if (expiresMs !== null) return { ...base, toMs: expiresMs, end: expiresMs <= nowMs ? "expired" : "dated" };
  return { ...base, toMs: Number.POSITIVE_INFINITY, end: generation.expires_at === "never" ? "never" : "unknown" };
}

function handOver(input: TimelineInput, newer: TimelineGeneration | null): number | null {
  if (newer === null || newer.state === "candidate") return null;
  const cutOver = input.entries.find((entry) => entry.kind === "rotation.cut_over" && entry.data?.generation === newer.number);
  return Date.parse(cutOver?.at ?? newer.first_seen_at);
}

function narrowedAt(input: TimelineInput): number | null {
  const last = input.transitions.at(-1);
  return last?.health === "scope_narrowed" ? Date.parse(last.at) : null;
}

interface Anatomy {
  life: Life;
  narrowedMs: number | null;
  windows: Stretch[];
}

function barsOf({ life, narrowedMs, windows }: Anatomy, nowMs: number): Stretch[] {
  const servedToMs = Math.min(life.toMs, life.handedOverMs ?? life.toMs);
  const fullToMs = Math.min(servedToMs, narrowedMs ?? servedToMs);
  const lifeToMs = Math.min(fullToMs, windows[0]?.fromMs ?? fullToMs);
  if (life.end === "unknown") return undatedBars(life, servedToMs, nowMs);
  return [
    { part: "life", fromMs: life.fromMs, toMs: lifeToMs },
    { part: "narrowed", fromMs: fullToMs, toMs: Math.min(servedToMs, windows[0]?.fromMs ?? servedToMs) },
    ...windows,
    { part: life.end === "retired" ? "retired" : "overlap", fromMs: servedToMs, toMs: life.toMs },
    { part: "dead", fromMs: life.toMs, toMs: life.end === "expired" && life.handedOverMs === null ? nowMs : life.toMs },
    { part: "ghost", fromMs: life.toMs, toMs: life.ghostToMs ?? life.toMs },
  ];
}

/** Solid as far as it is known to have lived; then it fades, for as long again, and ends nowhere. */
function undatedBars(life: Life, servedToMs: number, nowMs: number): Stretch[] {
  const knownToMs = Math.min(servedToMs, nowMs);
  const fadeToMs = life.handedOverMs === null ? nowMs + Math.max(nowMs - life.fromMs, SHORTEST_FADE_MS) : knownToMs;
  return [
    { part: "life", fromMs: life.fromMs, toMs: knownToMs },
    { part: "fade", fromMs: knownToMs, toMs: fadeToMs },
  ];
}

/** Warning and forced-refresh windows before an end, if it is the one that the lane's clock counts to. */
function clockWindows(input: TimelineInput, endMs: number): Stretch[] {
  if (endMs !== instantOf(input.deadlines.expires_at)) return [];
  const refuseMs = Math.min(instantOf(input.deadlines.refuse_at) ?? endMs, endMs);
  const warnMs = Math.min(instantOf(input.deadlines.warn_at) ?? refuseMs, refuseMs);
  return [
    { part: "warning", fromMs: warnMs, toMs: refuseMs },
    { part: "refusal", fromMs: refuseMs, toMs: endMs },
  ];
}

/** Leases as far as each was in use: to its end, or to the next one of its replica. */
function leaseBars(input: TimelineInput, generation: number): Stretch[] {
  const leases = input.leases.filter((lease, index) => lease.generation === generation && firstOf(input, lease) === index);
  return leases.flatMap((lease): Stretch[] => {
    const fromMs = Date.parse(lease.issued_at);
    const next = leases.find((other) => other.replica === lease.replica && Date.parse(other.issued_at) > fromMs);
    const replacedMs = next ? Date.parse(next.issued_at) : Number.POSITIVE_INFINITY;
    const endMs = instantOf(lease.expires_at);
    if (endMs === null) return [{ part: "fade", fromMs, toMs: Math.min(replacedMs, fromMs + SHORTEST_FADE_MS) }];
    const windows = clockWindows(input, endMs);
    return [{ part: "life", fromMs, toMs: Math.min(replacedMs, windows[0]?.fromMs ?? endMs) }, ...windows];
  });
}

/** One lease may be told of more than once. */
const firstOf = (input: TimelineInput, lease: TimelineLease): number =>
  input.leases.findIndex((other) => other.replica === lease.replica && other.fingerprint === lease.fingerprint);

function clip(stretches: Stretch[], view: Viewport): Bar[] {
  return stretches
    .map(({ part, fromMs, toMs }) => ({
      part,
      from: Math.max(0, shareOf(view, fromMs)),
      to: Math.min(1, shareOf(view, toMs)),
    }))
    .filter((bar) => bar.to > bar.from);
}
