import { headers } from "next/headers";
import { Prefetched } from "#components/api/prefetched.tsx";
import { queryKeys } from "#components/api/query-keys.ts";
import { OverviewScreen } from "#components/screens/overview/screen.tsx";
import { pageAccess } from "#lib/auth/page-access.ts";
import { readSummary } from "#lib/views/read-summary.ts";

export default async function OverviewPage() {
  const access = await pageAccess(await headers());
  return (
    <Prefetched queryKey={queryKeys.summary} data={access && (await readSummary(access.db, access.now))}>
      <OverviewScreen />
    </Prefetched>
  );
}
