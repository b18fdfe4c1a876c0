"use client";
import { LogOut } from "lucide-react";
import { useSession } from "#components/api/use-session.ts";
import { Button } from "#components/ui/button.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";

/** Fetched when it is needed: few people sign out, all of them wait for the first screen. */
async function signOut(): Promise<void> {
  const client = await import("next-auth/react");
  await client.signOut({ callbackUrl: "/sign-in" });
}

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
      <Button onClick={signOut}>
        <LogOut aria-hidden />
        Sign out
      </Button>
    </div>
  );
}
