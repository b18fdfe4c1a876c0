"use client";
import { createContext, useContext, useMemo, useSyncExternalStore } from "react";

let offsetMs = 0;
let synced = false;
const listeners = new Set<() => void>();

/** Sets how far the server's clock is ahead of this device's, from an answer that carries `server_time`. */
export function syncServerClock(serverTime: string, receivedAtMs: number = Date.now()): void {
  offsetMs = Date.parse(serverTime) - receivedAtMs;
  synced = true;
}

/** Takes the time of the render until an answer tells better; it lags by what the page took to come. */
export function startServerClock(renderedAtMs: number): void {
  if (!synced) offsetMs = renderedAtMs - Date.now();
}

/** The server's time now, in milliseconds: every countdown and age uses it, never the device's own clock. */
export const serverNowMs = (): number => Date.now() + offsetMs;

/** Time at which the page was rendered on the server, so that the first client render says the same. */
export const RenderedAt = createContext<number>(0);

let ticker: ReturnType<typeof setInterval> | undefined;
const tick = () => {
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void): () => void {
  ticker ??= setInterval(tick, 1_000);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticker);
    ticker = undefined;
  };
}

/** The server's time, renewed every `stepMs` (a multiple of a second). */
export function useServerNow(stepMs = 1_000): number {
  const renderedAt = useContext(RenderedAt);
  const read = useMemo(() => () => Math.floor(serverNowMs() / stepMs) * stepMs, [stepMs]);
  return useSyncExternalStore(subscribe, read, () => renderedAt);
}
