"use client";
import { useSyncExternalStore } from "react";

let ended = false;
const listeners = new Set<() => void>();

/** Remembers whether the API still knows the session; the page stays, so that a draft is not lost. */
export function noteSession(isEnded: boolean): void {
  if (isEnded === ended) return;
  ended = isEnded;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useSessionEnded = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => ended,
    () => false,
  );
