import { CircleUserRound } from "lucide-react";
import { Popover } from "#components/ui/popover.tsx";
import { AccountPanel } from "./account-panel.tsx";

/** Behind the user's icon on a desktop; a phone has the same under More. */
export function AccountMenu() {
  return (
    <Popover
      label="Account"
      trigger={
        <>
          <CircleUserRound aria-hidden className="size-[18px]" />
          <span className="sr-only">Account</span>
        </>
      }
      triggerClassName="relative hidden size-9 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-ink lg:inline-flex"
      panelClassName="top-14 right-5 w-72 p-4"
    >
      <AccountPanel />
    </Popover>
  );
}
