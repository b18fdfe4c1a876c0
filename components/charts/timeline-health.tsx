import { CONDITION_MARKS } from "#components/ui/condition-marks.ts";
import { percent } from "./percent.ts";
import type { HealthBand } from "./timeline-overlays.ts";
import { TONE_SHAPE_FILL, TONE_SHAPE_WASH } from "./tone-shapes.ts";

const HEIGHT = 20;
/** Narrower bands have no room for their word. */
const WORD_PX = 7;

interface TimelineHealthProps {
  bands: readonly HealthBand[];
  widthPx: number;
  onPick(band: HealthBand): void;
}

/** Health over time as one strip: tone says urgency, the word the cause. Pressing a band narrows the events to it. */
export function TimelineHealth({ bands, widthPx, onPick }: TimelineHealthProps) {
  return (
    <svg width="100%" height={HEIGHT} className="block" aria-hidden="true">
      {bands.map((band) => (
        <HealthShape key={band.fromMs} band={band} widthPx={widthPx} onPick={onPick} />
      ))}
    </svg>
  );
}

function HealthShape({ band, widthPx, onPick }: { band: HealthBand; widthPx: number; onPick(band: HealthBand): void }) {
  const mark = CONDITION_MARKS[band.health ?? "unknown"];
  const box = { x: percent(band.from), width: percent(band.to - band.from) };
  return (
    <g className="cursor-pointer" onPointerDown={() => onPick(band)}>
      <rect {...box} y="0" height={HEIGHT} className={TONE_SHAPE_WASH[mark.tone]} />
      <rect {...box} y="0" height="3" className={TONE_SHAPE_FILL[mark.tone]} />
      {(band.to - band.from) * widthPx > mark.word.length * WORD_PX + 8 && (
        <text x={percent(band.from)} dx="5" y="15" fontSize="11" className="fill-ink">
          {mark.word}
        </text>
      )}
    </g>
  );
}
