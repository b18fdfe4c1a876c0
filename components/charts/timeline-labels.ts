import type { Flag, GenerationTrack } from "./timeline-track.ts";

const LETTER_PX = 6.3;
const GAP_PX = 6;

/** A label at its place: `x` in pixels is where it begins, or ends when anchored at its end. */
export interface PlacedLabel {
  text: string;
  x: number;
  anchor: "start" | "end";
}

interface Extent {
  fromPx: number;
  toPx: number;
}

/** The labels over one bar, the weightiest first; one that finds no free place is left out rather than laid over another. */
export function placeLabels(track: GenerationTrack, widthPx: number): PlacedLabel[] {
  const edge = track.beyond === null ? null : { at: 1, label: track.beyond };
  const flags = [track.cut, track.dead, track.cap, track.retired, edge, track.notch].filter((flag) => flag !== null);
  const taken: Extent[] = [];
  return flags.flatMap((flag) => {
    const place = placesFor(flag, widthPx).find(
      ({ extent }) => isInside(extent, widthPx) && !taken.some((other) => touches(extent, other)),
    );
    if (!place) return [];
    taken.push(place.extent);
    return [place.label];
  });
}

/** To the right of its point, to its left, at the right edge. */
function placesFor({ at, label: text }: Flag, widthPx: number): { label: PlacedLabel; extent: Extent }[] {
  const pointPx = at * widthPx;
  const lengthPx = text.length * LETTER_PX;
  const starting = (x: number) => ({ label: { text, x, anchor: "start" as const }, extent: { fromPx: x, toPx: x + lengthPx } });
  const ending = (x: number) => ({ label: { text, x, anchor: "end" as const }, extent: { fromPx: x - lengthPx, toPx: x } });
  return [starting(pointPx + GAP_PX), ending(pointPx - GAP_PX), ending(widthPx)];
}

const isInside = ({ fromPx, toPx }: Extent, widthPx: number): boolean => fromPx >= 0 && toPx <= widthPx;
const touches = (one: Extent, other: Extent): boolean => one.fromPx < other.toPx + GAP_PX && other.fromPx < one.toPx + GAP_PX;
