import Link from "next/link";
import type { ReactNode } from "react";
import { LaneBadges } from "#components/lane/lane-badges.tsx";
import { Time } from "#components/ui/time.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { headFacts, laneOrigin } from "./view-model.ts";

/** Name, cause and the facts that an operator weighs first; children are the actions. */
export function Head({ lane, children }: { lane: LaneDetail; children: ReactNode }) {
  return (
    <header className="grid gap-3">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <p className="text-[13px] text-muted">
            <Link href={`/servers/${lane.server.id}`} className="hover:underline">
              {lane.server.display_name ?? lane.server.name}
            </Link>
            {" / "}
            {laneOrigin(lane)}
          </p>
          <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-2">
            <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">{lane.name}</h1>
            <LaneBadges lane={lane} />
          </div>
          {lane.control_reason && lane.control !== "active" && (
            <p className="mt-1 text-sm text-muted">
              {lane.control_reason}
              {lane.control_until && (
                <>
                  {" · until "}
                  <Time at={lane.control_until} show="absolute" />
                </>
              )}
            </p>
          )}
        </div>
        {children}
      </div>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 border-y border-line py-3 sm:grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))]">
        {headFacts(lane).map(({ label, at, text }) => (
          <div key={label} className="min-w-0">
            <dt className="text-xs text-muted">{label}</dt>
            <dd className="text-sm font-medium wrap-anywhere">
              {at === null ? text : <Time at={at} />}
              {at !== null && (
                <span className="block text-[13px] font-normal text-muted">
                  <Time at={at} show="absolute" />
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </header>
  );
}
