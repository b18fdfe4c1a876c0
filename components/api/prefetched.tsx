import { dehydrate, HydrationBoundary, QueryClient, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";

interface PrefetchedProps {
  queryKey: QueryKey;
  /** The answer as the API would give it; null leaves the asking to the browser. */
  data: unknown;
  children: ReactNode;
}

/** Hands a screen its first answer with the page, so that it is read before any script runs. */
export function Prefetched({ queryKey, data, children }: PrefetchedProps) {
  const client = new QueryClient();
  if (data !== null) client.setQueryData(queryKey, data);
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
