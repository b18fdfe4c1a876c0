"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { callApi } from "#components/api/call-api.ts";
import { queryKeys } from "#components/api/query-keys.ts";
import { queryString } from "#components/api/query-string.ts";
import { lanePage } from "#lib/contract/lane.ts";
import type { LaneFilterValues } from "./filters.ts";

/** Lanes page by page, with the counts of the same answer; while a filter changes, the last rows stay. */
export function useLanes(filters: LaneFilterValues & { sort: string }) {
  return useInfiniteQuery({
    queryKey: [...queryKeys.lanes, filters],
    queryFn: ({ pageParam, signal }) =>
      callApi(lanePage, `/api/v1/lanes${queryString({ ...filters, cursor: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}
