import type { Metadata } from "next";
import { headers } from "next/headers";
import { Prefetched } from "#components/api/prefetched.tsx";
import { queryKeys } from "#components/api/query-keys.ts";
import { ServersScreen } from "#components/screens/servers/screen.tsx";
import { pageAccess } from "#lib/auth/page-access.ts";
import { PAGE_SIZE } from "#lib/contract/paging.ts";
import { listServers } from "#lib/views/servers.ts";
import { installation } from "./installation.ts";

export const metadata: Metadata = { title: "Servers" };

export default async function ServersPage() {
  const access = await pageAccess(await headers());
  const first = access && (await listServers(access.db, { limit: PAGE_SIZE.max }, access.now));
  return (
    <Prefetched queryKey={queryKeys.servers} data={first}>
      <ServersScreen installation={await installation()} />
    </Prefetched>
  );
}
