import { Badge } from "./badge.tsx";
import type { Mark } from "./condition-marks.ts";

interface MarkBadgeProps {
  mark: Mark;
  /** Stands in for the mark's own word, e.g. "Pausing 2/3". */
  word?: string;
}

export function MarkBadge({ mark, word }: MarkBadgeProps) {
  return (
    <Badge tone={mark.tone} icon={mark.icon} weight={mark.weight}>
      {word ?? mark.word}
    </Badge>
  );
}
