"use client";
import { serverNowMs, useServerNow } from "#components/ui/server-clock.ts";
import { useContact } from "../live/contact.ts";
import { type Freshness, judgeFreshness } from "../live/freshness.ts";

/** Freshness of the screen, judged anew each second; `sinceMs` is given by the server's clock. */
export function useFreshness(): Freshness {
  const contact = useContact();
  useServerNow();
  if (contact.startedAtMs === 0) return { state: "connecting" };
  const freshness = judgeFreshness(contact, Date.now());
  return freshness.state === "stale" ? { ...freshness, sinceMs: freshness.sinceMs + serverNowMs() - Date.now() } : freshness;
}
