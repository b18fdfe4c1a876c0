/** One event stream to hold open, as a browser or an SDK would. */
export interface StreamTarget {
  url: string;
  headers: Record<string, string>;
}

/** What the process that holds the streams is told. */
export type ToCrowd =
  | { say: "open"; targets: StreamTarget[] }
  /** Note when each of the streams `from` up to `to` is told something that holds `text`. */
  | { say: "watch"; text: string; from: number; to: number }
  /** Tell once every stream that is lost, or not there yet, is there again. */
  | { say: "await-live" };

/** What it answers; times are in milliseconds since 1970. */
export type FromCrowd = { say: "live"; at: number[]; resets: number } | { say: "watching" } | { say: "told"; at: number[] };
