"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api/call-api.ts";
import { queryKeys } from "#components/api/query-keys.ts";
import { queryString } from "#components/api/query-string.ts";
import { useSession } from "#components/api/use-session.ts";
import { lanePage } from "#lib/contract/lane.ts";
import { PAGE_SIZE } from "#lib/contract/paging.ts";
import { serverPage } from "#lib/contract/server.ts";
import { laneText, type PaletteSources } from "./palette-items.ts";

const LANES_SHOWN = 8;

/** What the palette may lead to for a text; lanes are searched by the server, so that ten thousand are no more than ten. */
export function usePaletteSources(text: string): PaletteSources & { isReading: boolean } {
  const q = laneText(text).slice(0, 128);
  const lanes = useQuery({
    queryKey: [...queryKeys.lanes, "palette", q],
    queryFn: ({ signal }) =>
      callApi(lanePage, `/api/v1/lanes${queryString({ q: q === "" ? null : q, limit: LANES_SHOWN })}`, { signal }),
    placeholderData: keepPreviousData,
  });
  const servers = useQuery({
    queryKey: queryKeys.servers,
    queryFn: ({ signal }) => callApi(serverPage, `/api/v1/servers?limit=${PAGE_SIZE.max}`, { signal }),
  });
  return {
    lanes: lanes.data?.items ?? [],
    servers: servers.data?.items ?? [],
    role: useSession()?.user.role ?? "viewer",
    isReading: lanes.isFetching,
  };
}
