"use client";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "#components/api/api-error.ts";
import { noteAnswer } from "./live/contact.ts";
import { noteSession } from "./session-ended.ts";

const MOST_RETRIES = 2;

/** A refusal stays a refusal; only an absent or broken answer is worth another try. */
const mayRetry = (failures: number, error: Error): boolean =>
  failures < MOST_RETRIES && error instanceof ApiError && (error.status === 0 || error.status >= 500);

function noteError(error: Error): void {
  if (error instanceof ApiError && error.code === "unauthenticated") noteSession(true);
}

function noteSuccess(): void {
  noteAnswer();
  noteSession(false);
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onSuccess: noteSuccess, onError: noteError }),
    mutationCache: new MutationCache({ onSuccess: noteSuccess, onError: noteError }),
    defaultOptions: {
      queries: { staleTime: 5_000, retry: mayRetry, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
