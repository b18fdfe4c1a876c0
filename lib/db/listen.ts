import pg from "pg";

/**
 * Listens on a channel with a connection of its own, and calls `onNotify` for each notification and once at the start.
 * Resolves when the connection is lost; rejects when there is none to be had.
 */
export async function listenUntilLost(url: string, channel: string, onNotify: () => void): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  const lost = new Promise<void>((resolve) => {
    client.on("error", () => resolve());
    client.on("end", () => resolve());
  });
  client.on("notification", onNotify);
  try {
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    onNotify();
    await lost;
  } finally {
    await client.end().catch(() => undefined);
  }
}
