"use client";
import { CircleUserRound } from "lucide-react";
import { Popover } from "radix-ui";
import { AccountPanel } from "./account-panel.tsx";

/** Behind the user's icon on a desktop; a phone has the same under More. */
export function AccountMenu() {
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label="Account"
        className="hidden size-9 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-ink lg:inline-flex"
      >
        <CircleUserRound aria-hidden className="size-[18px]" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          aria-label="Account"
          className="enter-fade z-40 w-72 rounded-card border border-line bg-raised p-4 shadow-lift"
        >
          <AccountPanel />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
