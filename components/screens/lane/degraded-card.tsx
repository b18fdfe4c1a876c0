import { Card, CardHeader } from "#components/ui/card.tsx";
import { formatDuration } from "#components/ui/format-duration.ts";
import { useServerNow } from "#components/ui/server-clock.ts";
import { Time } from "#components/ui/time.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { degradedFacts } from "./degraded-facts.ts";

const SHOWN = 5;

/** When the lane could not serve as promised, and what became of the calls meanwhile. */
export function DegradedCard({ windows }: { windows: LaneDetail["degraded"] }) {
  const nowMs = useServerNow();
  if (windows.length === 0) return null;
  return (
    <Card aria-labelledby="degraded">
      <CardHeader title="Degraded windows" titleId="degraded" note={windows.length > SHOWN ? `newest ${SHOWN}` : undefined} />
      <ul className="divide-y divide-line">
        {windows.slice(0, SHOWN).map((window) => {
          const { cause, lastedMs, isOpen, counts } = degradedFacts(window, nowMs);
          return (
            <li key={window.started_at} className="grid gap-0.5 px-4 py-2.5 text-sm">
              <span className="flex items-baseline justify-between gap-x-3">
                <span className="min-w-0 font-medium text-pretty">{cause}</span>
                <span className={isOpen ? "font-medium whitespace-nowrap" : "whitespace-nowrap text-muted"}>
                  {isOpen ? `${formatDuration(lastedMs)} so far` : formatDuration(lastedMs)}
                </span>
              </span>
              <span className="text-[13px] text-muted">
                <Time at={window.started_at} show="both" />
                {window.generation !== null && ` · v${window.generation}`}
              </span>
              <span className="text-[13px] text-muted">{counts}</span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
