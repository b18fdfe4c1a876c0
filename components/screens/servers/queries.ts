"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { callApi } from "#components/api/call-api.ts";
import { queryKeys } from "#components/api/query-keys.ts";
import { PAGE_SIZE } from "#lib/contract/paging.ts";
import { type ServerCreate, serverCreated, serverKeyCreated, serverPage, serverView } from "#lib/contract/server.ts";
import type { KeyKind } from "#lib/domain/vocabulary.ts";

const ADDRESS = "/api/v1/servers";
const addressOf = (server: string) => `${ADDRESS}/${encodeURIComponent(server)}`;

export function useServers() {
  return useQuery({
    queryKey: queryKeys.servers,
    queryFn: ({ signal }) => callApi(serverPage, `${ADDRESS}?limit=${PAGE_SIZE.max}`, { signal }),
  });
}

export function useServer(id: string) {
  return useQuery({ queryKey: queryKeys.server(id), queryFn: ({ signal }) => callApi(serverView, addressOf(id), { signal }) });
}

/** Reads the servers again once something about them was changed. */
function useServerMutation<Input, Result>(mutationFn: (input: Input) => Promise<Result>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all([queryKeys.servers, ["server"], queryKeys.summary].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export const useRegisterServer = () =>
  useServerMutation((input: ServerCreate) => callApi(serverCreated, ADDRESS, { method: "POST", body: input }));

export const useCreateKey = () =>
  useServerMutation(({ server, kind }: { server: string; kind: KeyKind }) =>
    callApi(serverKeyCreated, `${addressOf(server)}/keys`, { method: "POST", body: { kind } }),
  );

export const useRevokeKey = () =>
  useServerMutation(({ server, key }: { server: string; key: string }) =>
    callApi(z.unknown(), `${addressOf(server)}/keys/${encodeURIComponent(key)}`, { method: "DELETE" }),
  );
