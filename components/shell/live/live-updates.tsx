"use client";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { affectedKeys } from "./affected-keys.ts";
import { noteMessage, noteStart, readContact } from "./contact.ts";
import { LIVE_WITHIN_MS } from "./freshness.ts";
import { listenTogether } from "./listen-together.ts";
import { createRefresher } from "./refresher.ts";

const POLL_MS = 15_000;
const HIDDEN_CLOSE_MS = 5 * 60_000;
const RETURN_RECONNECT_MS = 30_000;

function keepLive(client: QueryClient): () => void {
  const refresher = createRefresher(client);
  const readAgain = (spreadMs = 0) => refresher.addAll(spreadMs);
  const begin = () => {
    noteStart();
    return listenTogether({
      url: "/api/v1/stream",
      onMessage: noteMessage,
      onEvent: (event) => refresher.add(affectedKeys(event)),
      onGap: readAgain,
    });
  };
  let end = begin();
  let closer: ReturnType<typeof setTimeout> | undefined;

  const quietMs = () => Date.now() - (readContact().messageAtMs ?? readContact().startedAtMs);
  const poller = setInterval(() => {
    if (!document.hidden && quietMs() >= LIVE_WITHIN_MS) readAgain();
  }, POLL_MS);

  const followVisibility = () => {
    clearTimeout(closer);
    if (document.hidden) {
      closer = setTimeout(end, HIDDEN_CLOSE_MS);
    } else if (quietMs() > RETURN_RECONNECT_MS) {
      end();
      end = begin();
      readAgain();
    }
  };
  document.addEventListener("visibilitychange", followVisibility);

  return () => {
    document.removeEventListener("visibilitychange", followVisibility);
    clearTimeout(closer);
    clearInterval(poller);
    refresher.stop();
    end();
  };
}

/** Keeps every query of the page as fresh as the stream allows, and polls while the stream is quiet. */
export function LiveUpdates() {
  const client = useQueryClient();
  useEffect(() => keepLive(client), [client]);
  return null;
}
