"use client";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { queryKeys } from "#components/api/query-keys.ts";
import { RenderedAt, startServerClock } from "#components/ui/server-clock.ts";
import type { SessionView } from "#lib/contract/user.ts";
import { LiveUpdates } from "./live/live-updates.tsx";
import { createQueryClient } from "./query-client.ts";

interface ProvidersProps {
  /** Server time of the render, in milliseconds. */
  renderedAtMs: number;
  session: SessionView;
  children: ReactNode;
}

function createSignedInClient(session: SessionView): QueryClient {
  const client = createQueryClient();
  client.setQueryData(queryKeys.session, session);
  return client;
}

export function Providers({ renderedAtMs, session, children }: ProvidersProps) {
  useState(() => startServerClock(renderedAtMs));
  const [client] = useState(() => createSignedInClient(session));
  return (
    <QueryClientProvider client={client}>
      <NuqsAdapter>
        <RenderedAt value={renderedAtMs}>
          <LiveUpdates />
          {children}
        </RenderedAt>
      </NuqsAdapter>
    </QueryClientProvider>
  );
}
