import { Bell, KeyRound, LayoutDashboard, type LucideIcon, ScrollText, Server, SquareTerminal } from "lucide-react";

export interface Destination {
  href: string;
  label: string;
  icon: LucideIcon;
}

export const DESTINATIONS = [
  { href: "/", label: "Overview", icon: LayoutDashboard },
  { href: "/lanes", label: "Lanes", icon: KeyRound },
  { href: "/alerts", label: "Alerts", icon: Bell },
  { href: "/servers", label: "Servers", icon: Server },
  { href: "/commands", label: "Commands", icon: SquareTerminal },
  { href: "/audit", label: "Audit", icon: ScrollText },
] as const satisfies Destination[];

/** How many of them fit the thumb's bar; the rest is under More. */
export const BAR_LENGTH = 3;

/** Whether an address lies within a destination; the overview is only itself. */
export const isWithin = (pathname: string, href: string): boolean =>
  href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
