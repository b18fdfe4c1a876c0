"use client";
import { LogOut } from "lucide-react";
import { signOut } from "next-auth/react";
import { useSession } from "#components/api/use-session.ts";
import { Button } from "#components/ui/button.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";

/** Who is signed in, the theme, and the way out. */
export function AccountPanel() {
  const user = useSession()?.user;
  return (
    <div className="grid gap-3">
      {user && (
        <p className="min-w-0 text-sm">
          <span className="block font-medium break-all">{user.email}</span>
          <span className="text-[13px] text-muted capitalize">{user.role}</span>
        </p>
      )}
      <ThemeSwitch />
      <Button onClick={() => signOut({ callbackUrl: "/sign-in" })}>
        <LogOut aria-hidden />
        Sign out
      </Button>
    </div>
  );
}
