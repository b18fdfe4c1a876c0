"use client";
import { useQuery } from "@tanstack/react-query";
import { summary } from "#lib/contract/summary.ts";
import { callApi } from "./call-api.ts";
import { queryKeys } from "./query-keys.ts";

/** Everything the overview draws; the frame reads its counts from the same answer. */
export function useSummary() {
  return useQuery({ queryKey: queryKeys.summary, queryFn: ({ signal }) => callApi(summary, "/api/v1/summary", { signal }) });
}
