import { AccountMenu } from "../account/account-menu.tsx";
import { Keyboard } from "../palette/keyboard.tsx";
import { FreshnessChip } from "./freshness-chip.tsx";
import { ServerClock } from "./server-clock.tsx";

export function Header() {
  return (
    <header className="no-print sticky top-0 z-20 flex h-13 items-center gap-2 border-b border-line bg-page px-3 pt-[env(safe-area-inset-top)] sm:px-5">
      <FreshnessChip />
      <ServerClock />
      <div className="ml-auto flex items-center gap-1">
        <Keyboard />
        <AccountMenu />
      </div>
    </header>
  );
}
