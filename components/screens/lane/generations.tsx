"use client";
import { type ReactNode, useState } from "react";
import { useHasRole } from "#components/api/use-session.ts";
import { Table, TableCell, TableHead, TableRow } from "#components/ui/table.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import type { GenerationView } from "#lib/contract/lane-parts.ts";
import { AttestSheet } from "./attest-sheet.tsx";
import { GenerationEnd, GenerationIssue, GenerationName, GenerationState, GenerationStore } from "./generation-parts.tsx";
import { mayAttest } from "./generation-story.ts";

const PARTS: readonly { label: string; part(generation: GenerationView): ReactNode }[] = [
  { label: "Issued", part: (generation) => <GenerationIssue generation={generation} /> },
  { label: "Ends", part: (generation) => <GenerationEnd generation={generation} /> },
  { label: "Store", part: (generation) => <GenerationStore generation={generation} /> },
  { label: "Replicas", part: (generation) => generation.serving_replicas },
];

const keyOf = ({ number, fingerprint }: GenerationView): string => `${number}-${fingerprint}`;

/** Every generation that was seen, how the old ones ended, and what may be said of that: a table, on a phone one after the other. */
export function Generations({ lane }: { lane: LaneDetail }) {
  const isOperator = useHasRole("operator");
  const [attested, setAttested] = useState<GenerationView | null>(null);
  if (lane.generations.length === 0) return <p className="p-4 text-sm text-muted">No generation has been loaded yet.</p>;
  const state = (generation: GenerationView) => (
    <GenerationState
      generation={generation}
      onAttest={isOperator && mayAttest(lane, generation) ? () => setAttested(generation) : null}
    />
  );
  return (
    <>
      <div className="max-md:hidden">
        <GenerationTable generations={lane.generations} state={state} />
      </div>
      <ul aria-label="Generations" className="md:hidden">
        {lane.generations.map((generation) => (
          <GenerationEntry key={keyOf(generation)} generation={generation} state={state(generation)} />
        ))}
      </ul>
      {attested && <AttestSheet lane={lane} generation={attested} onClose={() => setAttested(null)} />}
    </>
  );
}

interface GenerationTableProps {
  generations: readonly GenerationView[];
  state(generation: GenerationView): ReactNode;
}

function GenerationTable({ generations, state }: GenerationTableProps) {
  return (
    <Table aria-label="Generations">
      <thead>
        <tr>
          <TableHead>Generation</TableHead>
          <TableHead>State</TableHead>
          {PARTS.map(({ label }) => (
            <TableHead key={label}>{label}</TableHead>
          ))}
        </tr>
      </thead>
      <tbody>
        {generations.map((generation) => (
          <TableRow key={keyOf(generation)}>
            <TableCell>
              <GenerationName generation={generation} />
            </TableCell>
            <TableCell>{state(generation)}</TableCell>
            {PARTS.map(({ label, part }) => (
              <TableCell key={label}>{part(generation)}</TableCell>
            ))}
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}

function GenerationEntry({ generation, state }: { generation: GenerationView; state: ReactNode }) {
  return (
    <li className="border-b border-line p-4 text-sm last:border-b-0">
      <GenerationName generation={generation} />
      <div className="mt-2">{state}</div>
      <dl className="mt-3 grid grid-cols-[6.5rem_1fr] items-baseline gap-x-3 gap-y-1.5">
        {PARTS.map(({ label, part }) => (
          <div key={label} className="contents">
            <dt className="text-[13px] text-muted">{label}</dt>
            <dd className="min-w-0">{part(generation)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
