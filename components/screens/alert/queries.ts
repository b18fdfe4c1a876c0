"use client";
import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api/call-api.ts";
import { queryKeys } from "#components/api/query-keys.ts";
import { alertView } from "#lib/contract/alert.ts";

export function useAlert(alertId: string) {
  return useQuery({
    queryKey: queryKeys.alert(alertId),
    queryFn: ({ signal }) => callApi(alertView, `/api/v1/alerts/${encodeURIComponent(alertId)}`, { signal }),
  });
}
