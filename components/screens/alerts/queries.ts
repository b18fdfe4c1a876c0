"use client";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { callApi } from "#components/api/call-api.ts";
import { queryKeys } from "#components/api/query-keys.ts";
import { queryString } from "#components/api/query-string.ts";
import { alertPage, alertView } from "#lib/contract/alert.ts";

/** Which alerts to list; the names are those of the address and of the API. */
export interface AlertFilters {
  state: "open" | "resolved" | "all";
  condition: string | null;
}

export function useAlerts(filters: AlertFilters) {
  return useInfiniteQuery({
    queryKey: [...queryKeys.alerts, filters],
    queryFn: ({ pageParam, signal }) =>
      callApi(alertPage, `/api/v1/alerts${queryString({ ...filters, cursor: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
}

/** Acknowledges an alert: it stays open, but everyone sees who looks after it. */
export function useAcknowledge(alertId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (comment: string) =>
      callApi(alertView, `/api/v1/alerts/${alertId}/ack`, { method: "POST", body: comment === "" ? {} : { comment } }),
    onSettled: () =>
      Promise.all(
        [queryKeys.alerts, queryKeys.alert(alertId), ["lane"], queryKeys.summary].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}
