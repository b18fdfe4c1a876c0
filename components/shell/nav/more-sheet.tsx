"use client";
import Link from "next/link";
import { Sheet } from "#components/ui/sheet.tsx";
import { AccountPanel } from "../account/account-panel.tsx";
import { BAR_LENGTH, DESTINATIONS } from "./destinations.ts";

interface MoreSheetProps {
  open: boolean;
  onOpenChange(open: boolean): void;
}

export function MoreSheet({ open, onOpenChange }: MoreSheetProps) {
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="More">
      <ul className="mb-4 grid gap-0.5">
        {DESTINATIONS.slice(BAR_LENGTH).map(({ href, label, icon: Icon }) => (
          <li key={href}>
            <Link
              href={href}
              onClick={() => onOpenChange(false)}
              className="flex h-12 items-center gap-3 rounded-control px-2 hover:bg-hover"
            >
              <Icon aria-hidden className="size-5 text-muted" />
              {label}
            </Link>
          </li>
        ))}
      </ul>
      <AccountPanel />
    </Sheet>
  );
}
