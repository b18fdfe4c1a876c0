import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "#components/shell/providers.tsx";
import { Shell } from "#components/shell/shell.tsx";
import { ToSignIn } from "#components/shell/to-sign-in.tsx";
import { readSession } from "#lib/auth/session.ts";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const session = await readSession(await headers());
  if (!session) return <ToSignIn />;
  return (
    <Providers renderedAtMs={Date.now()} session={session}>
      <Shell>{children}</Shell>
    </Providers>
  );
}
