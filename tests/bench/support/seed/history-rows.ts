import type pg from "pg";
import { type Cell, copyRows } from "../copy-rows.ts";

const COLUMNS = {
  event: "stream_id occurred_at source_id event_id recorded_at stream_seq kind sequence data",
  transition: "lane_id stream_seq at recorded_at cause event_id before after",
  action: "stream_id stream_seq lane_id server_id at recorded_at action actor_kind actor_name correlation_id after summary",
  alert: "id lane_id condition severity generation state summary opened_at last_seen_at resolved_at",
  degraded_window: "lane_id generation started_at ended_at reason served refused",
} as const;

/** Rows of history by table, each in the order of its columns. */
export type HistoryRows = Record<keyof typeof COLUMNS, Cell[][]>;

export const noRows = (): HistoryRows => ({ event: [], transition: [], action: [], alert: [], degraded_window: [] });

const TABLES = Object.keys(COLUMNS) as (keyof HistoryRows)[];

/** Appends history as it would have come in: in the order of time over all lanes, so that the pages of a table lie as they would. */
export async function writeHistory(client: pg.Client, rows: HistoryRows): Promise<void> {
  rows.event.sort((a, b) => ((a[1] as string) < (b[1] as string) ? -1 : 1));
  for (const table of TABLES) await copyRows(client, table, COLUMNS[table].split(" "), rows[table]);
}
