import { CONDITION_MARKS } from "#components/ui/condition-marks.ts";
import { ListLink } from "#components/ui/list-link.tsx";
import { MarkBadge } from "#components/ui/mark-badge.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { neighbourSentence } from "./forecast.ts";

/** The other lanes of the same server, and the lanes that share the credential itself. */
export function Neighbours({ lane }: { lane: LaneDetail }) {
  const { neighbours, shared_fingerprint } = lane.blast_radius;
  return (
    <div className="grid gap-3 px-4 py-3 text-sm">
      <p className="text-pretty text-muted">{neighbourSentence(neighbours.map((neighbour) => neighbour.name))}</p>
      <ul className="grid gap-2 empty:hidden">
        {neighbours.map(({ id, name, health }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-2">
            <ListLink href={`/lanes/${id}`} className="font-medium wrap-anywhere hover:underline">
              {name}
            </ListLink>
            <MarkBadge mark={CONDITION_MARKS[health ?? "unknown"]} />
          </li>
        ))}
      </ul>
      {shared_fingerprint.length > 0 && (
        <p className="text-pretty">
          The same credential is served by{" "}
          {shared_fingerprint.map(({ id, name, server }) => (
            <ListLink key={id} href={`/lanes/${id}`} className="font-medium hover:underline">
              {server}/{name}{" "}
            </ListLink>
          ))}
        </p>
      )}
      {lane.unsafe_neighbour && (
        <p className="text-pretty text-muted">
          This credential must not be able to: <span className="text-ink">{lane.unsafe_neighbour.description}</span>
        </p>
      )}
    </div>
  );
}
