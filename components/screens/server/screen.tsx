"use client";
import { ArrowLeft, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { QueryError } from "#components/api/query-error.tsx";
import { SERVER_MARKS } from "#components/lane/server-marks.ts";
import { useTitle } from "#components/shell/use-title.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { MarkBadge } from "#components/ui/mark-badge.tsx";
import { PageHeading } from "#components/ui/page-heading.tsx";
import { SkeletonList } from "#components/ui/skeleton.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ServerView } from "#lib/contract/server.ts";
import { Connect } from "../servers/connect.tsx";
import type { Installation } from "../servers/installation.ts";
import { useServer } from "../servers/queries.ts";
import { lanesText, replicasText, serverWarnings } from "../servers/server-facts.ts";
import { KeysCard } from "./keys-card.tsx";
import { LanesCard } from "./lanes-card.tsx";
import { ReplicasCard } from "./replicas-card.tsx";

interface ServerScreenProps {
  id: string;
  installation: Installation;
}

export function ServerScreen({ id, installation }: ServerScreenProps) {
  const { data, error, refetch } = useServer(id);
  useTitle(data && (data.display_name ?? data.name));
  return (
    <div className="grid grid-cols-1 gap-4">
      <Link href="/servers" className="inline-flex w-fit items-center gap-1.5 px-1 text-[13px] text-muted hover:text-ink">
        <ArrowLeft aria-hidden className="size-3.5" />
        Servers
      </Link>
      {error && <QueryError title="The server could not be read" error={error} onRetry={refetch} />}
      {!data && !error && <SkeletonList rows={3} rowClassName="h-32" label="Reading the server" />}
      {data && <ServerDetail server={data} installation={installation} />}
    </div>
  );
}

function ServerDetail({ server, installation }: { server: ServerView; installation: Installation }) {
  return (
    <>
      <PageHeading
        title={server.display_name ?? server.name}
        note={`${server.name} · ${server.environment} · ${server.presence === "on_demand" ? "on demand" : "always on"}`}
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-1 text-sm">
        <MarkBadge mark={SERVER_MARKS[server.freshness]} />
        <span>
          {server.last_report_at ? (
            <>
              Last report <Time at={server.last_report_at} show="both" />
            </>
          ) : (
            "No report yet"
          )}
        </span>
        <span className="text-muted">{`${lanesText(server)} · ${replicasText(server)}`}</span>
        {serverWarnings(server).map((warning) => (
          <span key={warning} className="inline-flex items-center gap-1.5">
            <TriangleAlert aria-hidden className="size-3.5 text-warn" />
            {warning}
          </span>
        ))}
      </div>
      <LanesCard serverId={server.id} />
      <ReplicasCard replicas={server.replicas} />
      <KeysCard server={server} />
      <Card aria-labelledby="connect">
        <CardHeader title="Connect" titleId="connect" note="put the key that you copied in place of lk_srv_…" />
        <div className="p-4 pt-2">
          <Connect installation={installation} server={server.name} secret={null} />
        </div>
      </Card>
    </>
  );
}
