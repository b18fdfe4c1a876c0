/** Next calls this once per server process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { markPeers } = await import("#lib/http/mark-peer.ts");
  markPeers();
  const { keepAlive } = await import("#lib/pipeline/watch/index.ts");
  const { processDatabase } = await import("#lib/db/process-database.ts");
  const { createLog } = await import("#lib/log.ts");
  const { delayEnding } = await import("#lib/http/delay-ending.ts");
  const { endGathering } = await import("#lib/pipeline/ingest/index.ts");
  delayEnding(() => endGathering(processDatabase()));
  void keepAlive({ db: processDatabase(), part: "reception", log: createLog("web") });
}
