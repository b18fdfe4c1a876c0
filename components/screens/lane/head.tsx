import Link from "next/link";
import type { ReactNode } from "react";
import { LaneBadges } from "#components/lane/lane-badges.tsx";
import { Time } from "#components/ui/time.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { containedBecause } from "./verdict-story.ts";
import { headFacts, laneOrigin } from "./view-model.ts";

/** Name, cause and actions (the children), in sight on a desktop however far one reads; then the facts that are weighed first. */
export function Head({ lane, children }: { lane: LaneDetail; children: ReactNode }) {
  return (
    <>
      <header
        data-sticky-head
        className="z-10 flex flex-wrap items-end gap-x-6 gap-y-3 border-b border-line bg-page lg:sticky lg:top-13 lg:-mx-1 lg:px-1 lg:py-3"
      >
        <div className="min-w-0 flex-1 basis-72 max-lg:pb-3">
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
        </div>
        {children}
      </header>
      <div className="-mt-2 grid gap-3">
        <HeldBecause lane={lane} />
        <dl className="grid grid-cols-2 gap-x-6 gap-y-2 border-b border-line pb-3 sm:grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))]">
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
      </div>
    </>
  );
}

/** Why the lane is held, and until when. */
function HeldBecause({ lane }: { lane: LaneDetail }) {
  if (lane.control === "active" || !lane.control_reason) return null;
  const because = containedBecause(lane);
  return (
    <p className="text-sm text-pretty">
      <span className="font-medium">{lane.control === "contained" ? "Contained by Lanekeeper: " : "Paused: "}</span>
      <span className="text-muted">
        {lane.control_reason}
        {because && ` · ${because}`}
        {lane.control_until && (
          <>
            {" · until "}
            <Time at={lane.control_until} show="absolute" />
          </>
        )}
      </span>
    </p>
  );
}
