"use client";
import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { DropdownMenu } from "radix-ui";
import { useHasRole } from "#components/api/use-session.ts";
import { buttonClass } from "#components/ui/button.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import type { LaneAction } from "./advice.ts";

const ITEM =
  "flex h-9 items-center rounded-control px-3 text-sm outline-none data-disabled:opacity-50 data-highlighted:bg-hover pointer-coarse:h-11";

/** Everything else that can be done from here. */
export function MoreMenu({ lane, onAction }: { lane: LaneDetail; onAction(action: LaneAction): void }) {
  const operator = useHasRole("operator");
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger aria-label="More actions" className={buttonClass("secondary")}>
        <Ellipsis aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          className="enter-fade z-50 min-w-52 rounded-card border border-line bg-raised p-1 shadow-lift"
        >
          {lane.control !== "active" && (
            <DropdownMenu.Item className={ITEM} onSelect={() => onAction("pause")}>
              Pause with another reason…
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Item className={ITEM} disabled={!operator} onSelect={() => onAction("probe")}>
            Probe the credential…
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} disabled={!operator} onSelect={() => onAction("expiry")}>
            Enter when it ends…
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} disabled={!operator} onSelect={() => onAction("policy")}>
            Change the policy…
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} disabled={!operator} onSelect={() => onAction("contact")}>
            Owner and runbook…
          </DropdownMenu.Item>
          {lane.ended === null && (
            <DropdownMenu.Item className={ITEM} disabled={!operator} onSelect={() => onAction("archive")}>
              Archive this lane…
            </DropdownMenu.Item>
          )}
          {lane.runbook_url && (
            <DropdownMenu.Item asChild className={ITEM}>
              <a href={lane.runbook_url} rel="noreferrer" target="_blank">
                Open the runbook
              </a>
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Item asChild className={ITEM}>
            <Link href={`/audit?lane=${lane.id}`}>Audit of this lane</Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} onSelect={() => navigator.clipboard.writeText(lane.id)}>
            Copy the lane's id
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
