"use client";
import { Ellipsis } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { cx } from "#components/ui/cx.ts";
import { AlertCount } from "./alert-count.tsx";
import { BAR_LENGTH, DESTINATIONS, isWithin } from "./destinations.ts";

const MoreSheet = dynamic(() => import("./more-sheet.tsx").then((module) => module.MoreSheet), { ssr: false });

const itemClass = (current: boolean) =>
  cx(
    "relative flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs",
    current ? "font-semibold text-ink" : "text-muted",
  );

/** Navigation of a phone, under the thumb. */
export function BottomBar() {
  const pathname = usePathname();
  const [moreOpen, setMoreOpen] = useState(false);
  const beyond = DESTINATIONS.slice(BAR_LENGTH).some(({ href }) => isWithin(pathname, href));
  return (
    <nav
      aria-label="Main"
      className="no-print fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {DESTINATIONS.slice(0, BAR_LENGTH).map(({ href, label, icon: Icon }) => {
        const current = isWithin(pathname, href);
        return (
          <Link key={href} href={href} aria-current={current ? "page" : undefined} className={itemClass(current)}>
            <Icon aria-hidden className="size-5" strokeWidth={current ? 2.25 : 1.75} />
            {label}
            {href === "/alerts" && <AlertCount className="absolute top-1.5 left-1/2 ml-1.5" />}
          </Link>
        );
      })}
      <button type="button" aria-haspopup="dialog" onClick={() => setMoreOpen(true)} className={itemClass(beyond)}>
        <Ellipsis aria-hidden className="size-5" />
        More
      </button>
      {moreOpen && <MoreSheet open onOpenChange={setMoreOpen} />}
    </nav>
  );
}
