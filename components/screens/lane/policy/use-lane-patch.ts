"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type * as z from "zod/mini";
import { callApi } from "#components/api/call-api.ts";
import { queryKeys } from "#components/api/query-keys.ts";
import { laneDetail, type lanePatch } from "#lib/contract/lane.ts";

/** Changes what operators say of a lane, and shows the lane as it is then. */
export function useLanePatch(laneId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: z.infer<typeof lanePatch>) =>
      callApi(laneDetail, `/api/v1/lanes/${encodeURIComponent(laneId)}`, { method: "PATCH", body }),
    onSuccess: async (lane) => {
      client.setQueryData(queryKeys.lane(laneId), lane);
      await Promise.all([queryKeys.lanes, queryKeys.timeline(laneId)].map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
}
