import type { Metadata } from "next";
import { headers } from "next/headers";
import type { SearchParams } from "nuqs/server";
import { Prefetched } from "#components/api/prefetched.tsx";
import { queryKeys } from "#components/api/query-keys.ts";
import { loadLaneFilters, toListQuery } from "#components/screens/lanes/filters.ts";
import { LanesScreen } from "#components/screens/lanes/screen.tsx";
import { pageAccess } from "#lib/auth/page-access.ts";
import { listLanes } from "#lib/views/list-lanes.ts";

export const metadata: Metadata = { title: "Lanes" };

interface LanesPageProps {
  searchParams: Promise<SearchParams>;
}

export default async function LanesPage({ searchParams }: LanesPageProps) {
  const filters = await loadLaneFilters(searchParams);
  const query = toListQuery(filters);
  const access = await pageAccess(await headers());
  const first = access && query && (await listLanes(access.db, query, access.now));
  return (
    <Prefetched queryKey={[...queryKeys.lanes, filters]} data={first && { pages: [first], pageParams: [null] }}>
      <LanesScreen />
    </Prefetched>
  );
}
