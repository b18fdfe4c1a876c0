"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { callApi } from "#components/api/call-api.ts";
import { queryKeys } from "#components/api/query-keys.ts";
import { queryString } from "#components/api/query-string.ts";
import { serverNowMs } from "#components/ui/server-clock.ts";
import { auditPage } from "#lib/contract/audit.ts";
import { type AuditRange, type AuditSearch, rangeStart } from "./search.ts";

export interface AuditFilters extends AuditSearch {
  lane: string | null;
  since: AuditRange;
}

/** The audit page by page, newest first. The range is counted from the moment of each first page. */
export function useAudit({ since, ...rest }: AuditFilters) {
  return useInfiniteQuery({
    queryKey: [...queryKeys.audit, since, rest],
    queryFn: ({ pageParam, signal }) => {
      const range = { since: pageParam?.since ?? rangeStart(since, serverNowMs()) };
      return callApi(auditPage, `/api/v1/audit${queryString({ ...rest, ...range, cursor: pageParam?.cursor })}`, { signal });
    },
    initialPageParam: null as { cursor: string; since: string } | null,
    getNextPageParam: (page) => (page.next === null ? null : { cursor: page.next, since: page.since }),
    placeholderData: keepPreviousData,
  });
}
