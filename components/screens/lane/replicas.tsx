import { Badge } from "#components/ui/badge.tsx";
import { Table, TableCell, TableHead, TableRow } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ReplicaView } from "#lib/contract/lane.ts";

const SKEW_SHOWN_MS = 30_000;

/** What each running process serves, holds and has confirmed. */
export function Replicas({ replicas }: { replicas: readonly ReplicaView[] }) {
  if (replicas.length === 0) return <p className="p-4 text-sm text-muted">No replica has reported this lane yet.</p>;
  return (
    <Table aria-label="Replicas">
      <thead>
        <tr>
          <TableHead>Replica</TableHead>
          <TableHead>Serves</TableHead>
          <TableHead>Lease ends</TableHead>
          <TableHead>Store holds</TableHead>
          <TableHead>Control</TableHead>
          <TableHead>Last report</TableHead>
        </tr>
      </thead>
      <tbody>
        {replicas.map((replica) => (
          <ReplicaRow key={replica.name} replica={replica} />
        ))}
      </tbody>
    </Table>
  );
}

function ReplicaRow({ replica }: { replica: ReplicaView }) {
  const skewed = Math.abs(replica.clock_offset_ms ?? 0) > SKEW_SHOWN_MS;
  return (
    <TableRow className={replica.live ? undefined : "text-muted"}>
      <TableCell>
        <span className="font-mono text-[13px] wrap-anywhere">{replica.name}</span>
        {replica.pid !== null && <span className="block text-[13px] text-muted">process {replica.pid}</span>}
        {skewed && <Badge tone="warn">Clock off by {Math.round((replica.clock_offset_ms ?? 0) / 1_000)} s</Badge>}
      </TableCell>
      <TableCell>{replica.serving ? `v${replica.serving.number}` : <span className="text-muted">nothing</span>}</TableCell>
      <TableCell>
        <LeaseEnd lease={replica.lease} />
      </TableCell>
      <TableCell>
        {replica.store?.version ? `v${replica.store.version}` : <span className="text-muted">cannot tell</span>}
      </TableCell>
      <TableCell>{replica.control_confirmed ? "confirmed" : <Badge tone="info">Not yet confirmed</Badge>}</TableCell>
      <TableCell>
        {replica.stopped_at ? (
          <span className="text-muted">
            stopped <Time at={replica.stopped_at} />
          </span>
        ) : (
          <Time at={replica.last_report_at} />
        )}
      </TableCell>
    </TableRow>
  );
}

function LeaseEnd({ lease }: { lease: ReplicaView["lease"] }) {
  if (lease === null) return <span className="text-muted">none</span>;
  if (lease.expires_at === null) return <span className="text-muted">not known</span>;
  return lease.expires_at === "never" ? <>never</> : <Time at={lease.expires_at} show="both" />;
}
