import { alertMark } from "#components/lane/alert-mark.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { ListLink } from "#components/ui/list-link.tsx";
import { MarkBadge } from "#components/ui/mark-badge.tsx";
import { Time } from "#components/ui/time.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";

/** Open alerts of the lane, each a way to its acknowledgement. */
export function AlertsCard({ alerts }: { alerts: LaneDetail["alerts"] }) {
  if (alerts.length === 0) return null;
  return (
    <Card aria-labelledby="alerts">
      <CardHeader title="Open alerts" titleId="alerts" />
      <ul className="divide-y divide-line">
        {alerts.map(({ id, condition, opened_at, acked_by }) => (
          <li key={id}>
            <ListLink href={`/alerts/${id}`} className="grid justify-items-start gap-1 px-4 py-2.5 text-sm hover:bg-hover">
              <MarkBadge mark={alertMark(condition)} />
              <span className="text-[13px] text-muted">
                <Time at={opened_at} />
                {acked_by ? ` · acknowledged by ${acked_by}` : " · not acknowledged"}
              </span>
            </ListLink>
          </li>
        ))}
      </ul>
    </Card>
  );
}
