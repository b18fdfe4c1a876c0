"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { callApi } from "#components/api/call-api.ts";
import { queryKeys } from "#components/api/query-keys.ts";
import { queryString } from "#components/api/query-string.ts";
import { commandPage } from "#lib/contract/command.ts";

/** Commands of all lanes, newest first; `open` keeps those that have not finished. */
export function useCommands(open: boolean) {
  return useInfiniteQuery({
    queryKey: [...queryKeys.commands, { open }],
    queryFn: ({ pageParam, signal }) =>
      callApi(commandPage, `/api/v1/commands${queryString({ open: open || null, cursor: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
}
