"use client";
import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Table, TableCell, TableHead, TableRow } from "#components/ui/table.tsx";
import type { ReplicaView } from "#lib/contract/lane.ts";
import { ReplicaChips } from "./replica-chips.tsx";
import { replicaGroups, replicasOf } from "./replica-groups.ts";
import { CommandSeen, ControlSeen, LastReport, LeaseEnd, ReplicaName, ServedGeneration } from "./replica-parts.tsx";

interface Part {
  label: string;
  part(replica: ReplicaView): ReactNode;
  /** Left out where none of the replicas has it. */
  has?(replica: ReplicaView): boolean;
}

const PARTS: readonly Part[] = [
  { label: "Serves", part: (replica) => <ServedGeneration replica={replica} /> },
  { label: "Command", part: (replica) => <CommandSeen replica={replica} /> },
  { label: "Control", part: (replica) => <ControlSeen replica={replica} /> },
  { label: "Lease ends", part: (replica) => <LeaseEnd replica={replica} />, has: ({ lease }) => lease !== null },
  { label: "Last report", part: (replica) => <LastReport replica={replica} /> },
];

const SHOWN_AT_FIRST = 25;

/** What each running process serves, holds and has confirmed: a table, and on a phone one after the other. */
export function Replicas({ replicas }: { replicas: readonly ReplicaView[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [isWhole, setWhole] = useState(false);
  if (replicas.length === 0) return <p className="p-4 text-sm text-muted">No replica has reported this lane yet.</p>;
  const parts = PARTS.filter(({ has }) => has === undefined || replicas.some(has));
  const groups = replicaGroups(replicas);
  const matching = replicasOf(groups, groups.some(({ key }) => key === chosen) ? chosen : null);
  const shown = isWhole ? matching : matching.slice(0, SHOWN_AT_FIRST);
  return (
    <>
      <ReplicaChips groups={groups} chosen={chosen} onChoose={setChosen} />
      <div className="max-md:hidden">
        <ReplicaTable replicas={shown} parts={parts} />
      </div>
      <ul aria-label="Replicas" className="md:hidden">
        {shown.map((replica) => (
          <ReplicaEntry key={replica.name} replica={replica} parts={parts} />
        ))}
      </ul>
      {shown.length < matching.length && (
        <p className="flex items-center justify-center gap-3 border-t border-line py-3 text-sm text-muted">
          {shown.length} of {matching.length}
          <Button size="small" onClick={() => setWhole(true)}>
            Show all
          </Button>
        </p>
      )}
    </>
  );
}

function ReplicaTable({ replicas, parts }: { replicas: readonly ReplicaView[]; parts: readonly Part[] }) {
  return (
    <Table aria-label="Replicas">
      <thead>
        <tr>
          <TableHead>Replica</TableHead>
          {parts.map(({ label }) => (
            <TableHead key={label}>{label}</TableHead>
          ))}
        </tr>
      </thead>
      <tbody>
        {replicas.map((replica) => (
          <TableRow key={replica.name} className={replica.live ? undefined : "text-muted"}>
            <TableCell className="min-w-32">
              <ReplicaName replica={replica} />
            </TableCell>
            {parts.map(({ label, part }) => (
              <TableCell key={label}>{part(replica)}</TableCell>
            ))}
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}

function ReplicaEntry({ replica, parts }: { replica: ReplicaView; parts: readonly Part[] }) {
  return (
    <li className="border-b border-line p-4 text-sm last:border-b-0">
      <ReplicaName replica={replica} />
      <dl className="mt-2 grid grid-cols-[6.5rem_1fr] items-baseline gap-x-3 gap-y-1.5">
        {parts.map(({ label, part }) => (
          <div key={label} className="contents">
            <dt className="text-[13px] text-muted">{label}</dt>
            <dd>{part(replica)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
