"use client";
import { TriangleAlert } from "lucide-react";
import { SERVER_MARKS } from "#components/lane/server-marks.ts";
import { ListLink } from "#components/ui/list-link.tsx";
import { MarkBadge } from "#components/ui/mark-badge.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ServerView } from "#lib/contract/server.ts";
import { lanesText, replicasText, serverWarnings } from "./server-facts.ts";

export function ServerRow({ server }: { server: ServerView }) {
  const warnings = serverWarnings(server);
  return (
    <li className="relative grid gap-x-5 gap-y-1.5 px-4 py-3.5 hover:bg-hover lg:grid-cols-[10.5rem_minmax(0,1fr)_12rem_14rem] lg:items-center">
      <div>
        <MarkBadge mark={SERVER_MARKS[server.freshness]} />
      </div>
      <div className="min-w-0">
        <ListLink href={`/servers/${server.id}`} className="font-semibold wrap-anywhere after:absolute after:inset-0">
          {server.display_name ?? server.name}
        </ListLink>
        <p className="text-[13px] text-muted">
          {[server.display_name && server.name, server.environment, server.presence === "on_demand" && "on demand"]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <p className="text-sm">
        {lanesText(server)}
        <span className="block text-[13px] text-muted">{replicasText(server)}</span>
      </p>
      <div className="text-[13px] text-muted">
        <p>
          {server.last_report_at ? (
            <>
              Last report <Time at={server.last_report_at} />
            </>
          ) : (
            "No report yet"
          )}
        </p>
        {warnings.map((warning) => (
          <p key={warning} className="flex items-center gap-1.5 text-ink">
            <TriangleAlert aria-hidden className="size-3.5 shrink-0 text-warn" />
            {warning}
          </p>
        ))}
      </div>
    </li>
  );
}
