"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cx } from "#components/ui/cx.ts";
import { Wordmark } from "../wordmark.tsx";
import { AlertCount } from "./alert-count.tsx";
import { DESTINATIONS, isWithin } from "./destinations.ts";

/** Navigation of a desktop. */
export function Rail() {
  const pathname = usePathname();
  return (
    <nav
      aria-label="Main"
      className="no-print sticky top-0 hidden h-dvh flex-col gap-0.5 border-r border-line bg-sunken px-3 py-4 lg:flex"
    >
      <Link href="/" className="mb-5 flex h-8 items-center rounded-control px-2.5">
        <Wordmark />
      </Link>
      {DESTINATIONS.map(({ href, label, icon: Icon }) => {
        const current = isWithin(pathname, href);
        return (
          <Link
            key={href}
            href={href}
            aria-current={current ? "page" : undefined}
            className={cx(
              "flex h-9 items-center gap-2.5 rounded-control px-2.5 text-sm",
              current ? "bg-ink/8 font-medium text-ink" : "text-muted hover:bg-ink/5 hover:text-ink",
            )}
          >
            <Icon aria-hidden className="size-4" />
            {label}
            {href === "/alerts" && <AlertCount className="ml-auto" />}
          </Link>
        );
      })}
    </nav>
  );
}
