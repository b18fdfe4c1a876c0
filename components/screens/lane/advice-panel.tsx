import { leadingMark } from "#components/lane/lane-marks.ts";
import { Card } from "#components/ui/card.tsx";
import { cx } from "#components/ui/cx.ts";
import { TONE_FILL, TONE_TEXT } from "#components/ui/tone.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { ActionButton } from "./action-button.tsx";
import type { LaneAction } from "./advice.ts";
import { whatToDo } from "./what-to-do.ts";

/** What to do about the leading cause, and what not. */
export function AdvicePanel({ lane, onAction }: { lane: LaneDetail; onAction(action: LaneAction): void }) {
  const advice = whatToDo(lane);
  const { icon: Icon, tone } = advice.mark ?? leadingMark(lane);
  const detail = lane.conditions.find((held) => held.condition === lane.health)?.detail;
  const hasActions = advice.primary !== null || advice.secondary.length > 0;
  return (
    <Card aria-labelledby="what-to-do" className="relative grid gap-3 overflow-hidden p-4 pl-5">
      <span aria-hidden className={cx("absolute inset-y-0 left-0 w-1", TONE_FILL[tone])} />
      <div className="flex gap-3">
        <Icon aria-hidden className={cx("mt-0.5 size-5 shrink-0", TONE_TEXT[tone])} />
        <div className="grid min-w-0 gap-1">
          <h2 id="what-to-do" className="font-semibold text-pretty">
            {advice.headline}
          </h2>
          {detail && <p className="text-sm font-medium wrap-anywhere first-letter:uppercase">{detail}</p>}
          <p className="text-sm text-pretty text-muted">{advice.explanation}</p>
          {advice.avoid && (
            <p className="text-sm text-pretty">
              <span className="font-medium">Do not: </span>
              <span className="text-muted">{advice.avoid}</span>
            </p>
          )}
        </div>
      </div>
      {hasActions && (
        <div className="flex flex-wrap gap-2 pl-8">
          {advice.primary && <ActionButton action={advice.primary} onAction={onAction} variant="primary" size="small" />}
          {advice.secondary.map((action) => (
            <ActionButton key={action} action={action} onAction={onAction} size="small" />
          ))}
        </div>
      )}
    </Card>
  );
}
