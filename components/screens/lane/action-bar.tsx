import type { LaneDetail } from "#lib/contract/lane.ts";
import { ActionButton } from "./action-button.tsx";
import type { LaneAction } from "./advice.ts";
import { MoreMenu } from "./more-menu.tsx";

/** Pause or resume, rotate, more: beside the name on a desktop, under the thumb of a phone. */
export function ActionBar({ lane, onAction }: { lane: LaneDetail; onAction(action: LaneAction): void }) {
  return (
    <div className="no-print fixed inset-x-0 bottom-[calc(3.55rem+env(safe-area-inset-bottom))] z-20 flex gap-2 border-t border-line bg-surface p-2 lg:static lg:border-0 lg:bg-transparent lg:p-0">
      {lane.ended === null && (
        <>
          <ActionButton action={lane.control === "active" ? "pause" : "resume"} onAction={onAction} className="max-lg:flex-1" />
          <ActionButton action="rotate" onAction={onAction} className="max-lg:flex-1" />
        </>
      )}
      {lane.ended?.how === "archived" && <ActionButton action="restore" onAction={onAction} className="max-lg:flex-1" />}
      <MoreMenu lane={lane} onAction={onAction} />
    </div>
  );
}
