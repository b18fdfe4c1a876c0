import { randomUUID } from "node:crypto";
import pg from "pg";
import { copyChunks } from "./copy-rows.ts";

const MOST_ROWS = 200_000;
const ROWS_PER_CHUNK = 1_000;
const LANES = 50;

/** Rows a second that `COPY` writes, in the shape of events, into a table with one index: what the machine can do at all. */
export async function measureCopy(url: string, rows = MOST_ROWS): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `CREATE TABLE copied (stream_id uuid, occurred_at timestamptz(3), source_id uuid, event_id text, recorded_at timestamptz(3),
         stream_seq bigint, kind text, sequence bigint, skewed boolean, traceparent text, data jsonb, hash bytea,
         PRIMARY KEY (stream_id, occurred_at, source_id, event_id))`,
    );
    const chunks = eventChunks(Math.min(rows, MOST_ROWS));
    const startedAt = performance.now();
    await copyChunks(client, "copied", chunks);
    const seconds = (performance.now() - startedAt) / 1_000;
    await client.query("DROP TABLE copied");
    return (chunks.length * ROWS_PER_CHUNK) / seconds;
  } finally {
    await client.end();
  }
}

function eventChunks(rows: number): Buffer[] {
  const lanes = Array.from({ length: LANES }, () => randomUUID());
  const source = randomUUID();
  const data = JSON.stringify({ route: { tool: "issues_create" }, result: "ok", count: 12, window_s: 60 });
  const row = (n: number): string => {
    const at = new Date(Date.now() + n).toISOString();
    return [lanes[n % LANES], at, source, `event-${n}`, at, n, "call.usage", n, "f", "\\N", data, "\\N"].join("\t");
  };
  return Array.from({ length: Math.ceil(rows / ROWS_PER_CHUNK) }, (_, chunk) =>
    Buffer.from(`${Array.from({ length: ROWS_PER_CHUNK }, (_, at) => row(chunk * ROWS_PER_CHUNK + at)).join("\n")}\n`),
  );
}
