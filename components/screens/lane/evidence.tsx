import { Badge } from "#components/ui/badge.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { CONDITION_MARKS } from "#components/ui/condition-marks.ts";
import { Time } from "#components/ui/time.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import type { LaneAction } from "./advice.ts";
import { evidenceFacts, leadingEvidence } from "./evidence-facts.ts";
import { Verdicts } from "./verdicts.tsx";

/** What the provider answered, and everything else that holds of the lane. */
export function Evidence({ lane, onAction }: { lane: LaneDetail; onAction(action: LaneAction): void }) {
  const leading = leadingEvidence(lane);
  const conditions = lane.conditions.filter((held) => held.condition !== "healthy");
  if (leading === null && conditions.length === 0 && lane.verdicts.length === 0) return null;
  return (
    <Card id="evidence" aria-labelledby="evidence-title">
      <CardHeader title="Evidence" titleId="evidence-title" note={leading?.certainty ?? undefined} />
      {leading && (
        <dl className="grid gap-2 border-b border-line px-4 py-3 text-sm last:border-b-0">
          {evidenceFacts(leading.evidence).map(({ label, text }) => (
            <div key={label} className="grid grid-cols-[7rem_1fr] gap-3">
              <dt className="text-muted">{label}</dt>
              <dd className="font-mono text-[13px] wrap-anywhere">{text}</dd>
            </div>
          ))}
        </dl>
      )}
      <ul className="grid gap-3 px-4 py-3">
        {conditions.map(({ condition, since, detail }) => (
          <li key={condition} className="grid gap-1 text-sm">
            <span className="flex flex-wrap items-center gap-2">
              <Badge tone={CONDITION_MARKS[condition].tone} icon={CONDITION_MARKS[condition].icon}>
                {CONDITION_MARKS[condition].word}
              </Badge>
              {since && (
                <span className="text-[13px] text-muted">
                  <Time at={since} />
                </span>
              )}
            </span>
            {detail && <span className="text-muted wrap-anywhere">{detail}</span>}
          </li>
        ))}
      </ul>
      <Verdicts lane={lane} onAction={onAction} />
    </Card>
  );
}
