"use client";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { callApi } from "#components/api/call-api.ts";
import { queryKeys } from "#components/api/query-keys.ts";
import { queryString } from "#components/api/query-string.ts";
import { serverNowMs } from "#components/ui/server-clock.ts";
import { type CommandRequest, commandPage, commandView } from "#lib/contract/command.ts";
import { laneDetail } from "#lib/contract/lane.ts";
import { laneTimeline } from "#lib/contract/timeline.ts";
import type { VerdictView } from "#lib/contract/verdict.ts";

/** The most that the API gives at once. */
const TIMELINE_LIMIT = 1_000;

const lanePath = (laneId: string) => `/api/v1/lanes/${encodeURIComponent(laneId)}`;

export function useLane(laneId: string) {
  return useQuery({
    queryKey: queryKeys.lane(laneId),
    queryFn: ({ signal }) => callApi(laneDetail, lanePath(laneId), { signal }),
  });
}

/** The story of a lane as far back as `reachMs`; while a longer one is read, the shorter one stays. */
export function useLaneTimeline(laneId: string, reachMs: number) {
  return useQuery({
    queryKey: [...queryKeys.timeline(laneId), reachMs],
    queryFn: ({ signal }) => {
      const from = new Date(serverNowMs() - reachMs).toISOString();
      return callApi(laneTimeline, `${lanePath(laneId)}/timeline${queryString({ from, limit: TIMELINE_LIMIT })}`, { signal });
    },
    placeholderData: keepPreviousData,
  });
}

/** The newest command of a lane, finished or not, so that its outcome survives a reload. */
export function useLatestCommand(laneId: string) {
  const query = queryString({ lane: laneId, limit: 1 });
  return useQuery({
    queryKey: [...queryKeys.commands, { lane: laneId, limit: 1 }],
    queryFn: ({ signal }) => callApi(commandPage, `/api/v1/commands${query}`, { signal }),
    select: (page) => page.items[0] ?? null,
  });
}

/** Sends a command. The key belongs to the dialog: a second click returns the first command. */
export function useSendCommand(laneId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ request, idempotencyKey }: { request: CommandRequest; idempotencyKey: string }) =>
      callApi(commandView, `${lanePath(laneId)}/commands`, { method: "POST", body: request, idempotencyKey }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.lane(laneId) }),
        client.invalidateQueries({ queryKey: queryKeys.commands }),
        client.invalidateQueries({ queryKey: queryKeys.timeline(laneId) }),
      ]),
  });
}

/** Overrules verdicts one after the other: each names the probe that speaks against it. */
export function useOverrule(laneId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ verdicts, reason }: { verdicts: readonly VerdictView[]; reason: string }) => {
      for (const { event_id, generation, overrule_with: probe_command_id } of verdicts) {
        const body = { event_id, probe_command_id, reason };
        await callApi(z.unknown(), `${lanePath(laneId)}/generations/${generation}/overrule`, { method: "POST", body });
      }
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.lane(laneId) }),
        client.invalidateQueries({ queryKey: queryKeys.timeline(laneId) }),
      ]),
  });
}

export function useCancelCommand(laneId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (commandId: string) => callApi(commandView, `/api/v1/commands/${commandId}/cancel`, { method: "POST" }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.lane(laneId) }),
        client.invalidateQueries({ queryKey: queryKeys.commands }),
      ]),
  });
}
