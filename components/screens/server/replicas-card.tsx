import { TriangleAlert } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Table, TableCell, TableHead, TableRow } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ServerView } from "#lib/contract/server.ts";
import { skewText } from "../servers/server-facts.ts";

/** What a phone leaves out, so that the rest fits. */
const WIDE = "hidden sm:table-cell";

const COLUMNS = [
  { heading: "Replica" },
  { heading: "State" },
  { heading: "Last report" },
  { heading: "Started", className: WIDE },
  { heading: "Process", className: WIDE },
  { heading: "Version", className: WIDE },
  { heading: "Clock", className: WIDE },
] as const;

/** Running processes of a server, and those that ran lately. */
export function ReplicasCard({ replicas }: Pick<ServerView, "replicas">) {
  if (replicas.length === 0) return null;
  return (
    <Card aria-labelledby="replicas">
      <CardHeader title="Replicas" titleId="replicas" />
      <Table aria-label="Replicas of the server">
        <thead>
          <tr>
            {COLUMNS.map(({ heading, ...rest }) => (
              <TableHead key={heading} {...rest}>
                {heading}
              </TableHead>
            ))}
          </tr>
        </thead>
        <tbody>
          {replicas.map((replica) => (
            <ReplicaRow key={replica.name} replica={replica} />
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function ReplicaRow({ replica }: { replica: ServerView["replicas"][number] }) {
  const skew = skewText(replica.clock_offset_ms);
  return (
    <TableRow>
      <TableCell className="font-mono text-[13px] wrap-anywhere">{replica.name}</TableCell>
      <TableCell>
        <Badge tone={replica.live ? "ok" : "neutral"}>{replica.live ? "Live" : replica.stopped_at ? "Stopped" : "Silent"}</Badge>
      </TableCell>
      <TableCell>
        <Time at={replica.last_report_at} />
      </TableCell>
      <TableCell className={`${WIDE} text-muted`}>
        <Time at={replica.started_at} />
      </TableCell>
      <TableCell className={`${WIDE} text-muted`}>{replica.pid ?? "unknown"}</TableCell>
      <TableCell className={`${WIDE} text-muted`}>{replica.version ?? "unknown"}</TableCell>
      <TableCell className={`${WIDE} whitespace-nowrap`}>
        {skew ? (
          <span className="inline-flex items-center gap-1.5">
            <TriangleAlert aria-hidden className="size-3.5 text-warn" />
            {skew}
          </span>
        ) : (
          <span className="text-muted">{replica.clock_offset_ms === null ? "unknown" : "in step"}</span>
        )}
      </TableCell>
    </TableRow>
  );
}
