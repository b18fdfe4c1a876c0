"use client";
import { useQuery } from "@tanstack/react-query";
import { type SessionView, sessionView } from "#lib/contract/user.ts";
import { ROLES, type Role } from "#lib/domain/vocabulary.ts";
import { callApi } from "./call-api.ts";
import { queryKeys } from "./query-keys.ts";

/** Who is signed in; undefined until known. */
export function useSession(): SessionView | undefined {
  return useQuery({
    queryKey: queryKeys.session,
    queryFn: ({ signal }) => callApi(sessionView, "/api/v1/session", { signal }),
    staleTime: 60_000,
  }).data;
}

/** Whether the signed-in user may do what `role` may; false until known, since the server checks anyway. */
export function useHasRole(role: Role): boolean {
  const session = useSession();
  return session !== undefined && ROLES.indexOf(session.user.role) >= ROLES.indexOf(role);
}
