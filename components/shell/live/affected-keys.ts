import type { QueryKey } from "@tanstack/react-query";
import { queryKeys } from "#components/api/query-keys.ts";
import type { StreamEvent } from "#lib/contract/summary.ts";

/** Queries whose answer may differ after an event of the stream. A command or an alert names no lane, so every open lane counts. */
export function affectedKeys({ topic, id }: StreamEvent): QueryKey[] {
  const { summary, lanes, lane, timeline, commands, command, alerts, alert, servers, server, audit } = queryKeys;
  switch (topic) {
    case "lane":
      return [summary, lanes, lane(id), timeline(id), servers, audit];
    case "command":
      return [summary, lanes, ["lane"], ["timeline"], commands, command(id), audit];
    case "alert":
      return [summary, ["lane"], ["timeline"], alerts, alert(id), audit];
    case "server":
      return [summary, lanes, servers, server(id), audit];
  }
}
