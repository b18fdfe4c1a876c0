"use client";
import { useState } from "react";
import { useHasRole } from "#components/api/use-session.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ACCORD_MARKS } from "#components/ui/condition-marks.ts";
import { MarkBadge } from "#components/ui/mark-badge.tsx";
import { MiddleEllipsis } from "#components/ui/middle-ellipsis.tsx";
import { Table, TableCell, TableHead, TableRow } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import type { GenerationView } from "#lib/contract/lane-parts.ts";
import { AttestSheet } from "./attest-sheet.tsx";
import { EXPIRY_SOURCE_WORDS, GENERATION_WORDS, mayAttest, retirementStory } from "./generation-story.ts";

/** Every generation that was seen: the one in use, those in overlap, and how the old ones ended. */
export function Generations({ lane }: { lane: LaneDetail }) {
  const isOperator = useHasRole("operator");
  const [attested, setAttested] = useState<GenerationView | null>(null);
  if (lane.generations.length === 0) return <p className="p-4 text-sm text-muted">No generation has been loaded yet.</p>;
  return (
    <>
      <Table aria-label="Generations">
        <thead>
          <tr>
            <TableHead>Generation</TableHead>
            <TableHead>State</TableHead>
            <TableHead>Issued</TableHead>
            <TableHead>Ends</TableHead>
            <TableHead>Store</TableHead>
            <TableHead className="text-right">Replicas</TableHead>
          </tr>
        </thead>
        <tbody>
          {lane.generations.map((generation) => (
            <GenerationRow
              key={`${generation.number}-${generation.fingerprint}`}
              generation={generation}
              onAttest={isOperator && mayAttest(lane, generation) ? () => setAttested(generation) : null}
            />
          ))}
        </tbody>
      </Table>
      {attested && <AttestSheet lane={lane} generation={attested} onClose={() => setAttested(null)} />}
    </>
  );
}

interface GenerationRowProps {
  generation: GenerationView;
  /** Null where its end cannot be attested. */
  onAttest: (() => void) | null;
}

function GenerationRow({ generation, onAttest }: GenerationRowProps) {
  const { word, tone } = GENERATION_WORDS[generation.state];
  return (
    <TableRow>
      <TableCell>
        <span className="font-medium">v{generation.number}</span>{" "}
        <span className="text-muted">
          <MiddleEllipsis value={generation.fingerprint} keep={4} />
        </span>
        {generation.split && (
          <span className="mt-1 block">
            <MarkBadge mark={ACCORD_MARKS.split} />
          </span>
        )}
      </TableCell>
      <TableCell>
        <Badge tone={tone}>{word}</Badge>
        <span className="mt-0.5 block text-[13px] text-muted">{retirementStory(generation)}</span>
        {onAttest && (
          <Button size="small" className="mt-1.5" onClick={onAttest}>
            Attest its end…
          </Button>
        )}
      </TableCell>
      <TableCell>
        <Time at={generation.issued_at ?? generation.first_seen_at} show="both" />
        {generation.issued_at === null && <span className="block text-[13px] text-muted">first seen</span>}
      </TableCell>
      <TableCell>
        <Ends expiresAt={generation.expires_at} />
        {generation.expires_source && (
          <span className="block text-[13px] text-muted">{EXPIRY_SOURCE_WORDS[generation.expires_source]}</span>
        )}
      </TableCell>
      <TableCell className="min-w-48 wrap-anywhere">
        {generation.store?.reference ?? generation.store?.type ?? "not told"}
        {generation.store?.version && <span className="text-muted"> v{generation.store.version}</span>}
      </TableCell>
      <TableCell className="text-right">{generation.serving_replicas}</TableCell>
    </TableRow>
  );
}

function Ends({ expiresAt }: { expiresAt: string | null }) {
  if (expiresAt === null) return <span className="text-muted">not known</span>;
  return expiresAt === "never" ? <>never</> : <Time at={expiresAt} show="both" />;
}
