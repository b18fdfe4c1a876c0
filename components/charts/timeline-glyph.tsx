import type { ReactElement } from "react";
import { cx } from "#components/ui/cx.ts";
import { percent } from "./percent.ts";
import type { Glyph, TimelineMark } from "./timeline-marks.ts";
import { TONE_SHAPE_FILL, TONE_SHAPE_STROKE } from "./tone-shapes.ts";

const GLYPHS: Record<Glyph, (fill: string) => ReactElement> = {
  dot: (fill) => <circle r="4.5" className={cx("stroke-surface", fill)} strokeWidth="1.5" />,
  ring: () => <circle r="4" className="fill-surface" strokeWidth="2" />,
  cross: () => <path d="M-4 -4 4 4M4 -4-4 4" strokeWidth="2.5" strokeLinecap="round" />,
  ban: () => (
    <path d="M0 -5.5A5.5 5.5 0 1 1 0 5.5 5.5 5.5 0 1 1 0 -5.5M-3.8 3.8 3.8-3.8" className="fill-surface" strokeWidth="2" />
  ),
  triangle: (fill) => <path d="M-5 -4h10L0 5z" className={cx("stroke-surface", fill)} />,
  diamond: (fill) => <path d="M0 -5.5 5.5 0 0 5.5-5.5 0z" className={cx("stroke-surface", fill)} />,
  pause: () => <path d="M-2.5 -4v8M2.5 -4v8" strokeWidth="2.5" />,
  flag: (fill) => <path d="M-4 6v-11h9l-2.5 3 2.5 3h-9" className={fill} strokeWidth="1.5" />,
  bell: (fill) => <path d="M-5 3.5c2-2 .5-8 5-8s3 6 5 8zM-1.5 5.5h3" className={fill} strokeWidth="1.2" />,
};

interface TimelineGlyphProps {
  mark: TimelineMark;
  /** Vertical middle in its track. */
  y: number;
  selected: boolean;
  onSelect(id: string | null): void;
}

/** One mark on a track; pointing at it selects it, as the arrow keys do. */
export function TimelineGlyph({ mark, y, selected, onSelect }: TimelineGlyphProps) {
  return (
    <svg x={percent(mark.at)} y={y} overflow="visible" aria-hidden="true" onPointerEnter={() => onSelect(mark.id)}>
      <rect
        x="-11"
        y="-11"
        width="22"
        height="22"
        rx="11"
        className={selected ? "fill-info/25 stroke-info" : "fill-transparent"}
      />
      <g className={TONE_SHAPE_STROKE[mark.tone]}>{GLYPHS[mark.glyph](TONE_SHAPE_FILL[mark.tone])}</g>
      {mark.ids.length > 1 && (
        <text x="7" y="-4" fontSize="10" strokeWidth="3" className="fill-ink stroke-surface font-semibold [paint-order:stroke]">
          ×{mark.ids.length}
        </text>
      )}
    </svg>
  );
}
