import { Card, CardHeader } from "#components/ui/card.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { ActionButton } from "../action-button.tsx";
import type { LaneAction } from "../advice.ts";

interface ContactCardProps {
  lane: LaneDetail;
  onAction(action: LaneAction): void;
}

/** Who can rotate or revoke the credential, and where it is written how. */
export function ContactCard({ lane: { owner, runbook_url }, onAction }: ContactCardProps) {
  return (
    <Card aria-labelledby="contact">
      <CardHeader title="Owner and runbook" titleId="contact">
        <ActionButton action="contact" size="small" onAction={onAction} />
      </CardHeader>
      <dl className="grid gap-x-6 gap-y-1 px-4 py-3 text-sm sm:grid-cols-[9rem_minmax(0,1fr)] sm:gap-y-3">
        <dt className="font-medium">Owner</dt>
        <dd className="wrap-anywhere max-sm:mb-2">{owner ?? <span className="text-muted">nobody named</span>}</dd>
        <dt className="font-medium">Runbook</dt>
        <dd className="wrap-anywhere">
          {runbook_url ? (
            <a href={runbook_url} rel="noreferrer" target="_blank" className="underline">
              {runbook_url}
            </a>
          ) : (
            <span className="text-muted">none linked</span>
          )}
        </dd>
      </dl>
    </Card>
  );
}
