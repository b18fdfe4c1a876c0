import type { Metadata } from "next";
import { headers } from "next/headers";
import { Prefetched } from "#components/api/prefetched.tsx";
import { queryKeys } from "#components/api/query-keys.ts";
import { ServerScreen } from "#components/screens/server/screen.tsx";
import { pageAccess } from "#lib/auth/page-access.ts";
import { readServer } from "#lib/views/servers.ts";
import { installation } from "../installation.ts";

export const metadata: Metadata = { title: "Server" };

interface ServerPageProps {
  params: Promise<{ id: string }>;
}

export default async function ServerPage({ params }: ServerPageProps) {
  const { id } = await params;
  const access = await pageAccess(await headers());
  return (
    <Prefetched queryKey={queryKeys.server(id)} data={access && (await readServer(access.db, id, access.now))}>
      <ServerScreen id={id} installation={await installation()} />
    </Prefetched>
  );
}
