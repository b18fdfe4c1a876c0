import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { startReporting } from "./reporting.ts";

/** What a process that is killed at any moment is told on its command line. */
export interface RestlessLife {
  url: string;
  replica: string;
  folder: string;
  aheadMs: number;
}

const { url, replica, folder, aheadMs } = JSON.parse(process.argv[2] ?? "{}") as RestlessLife;
const reporter = await startReporting({ url, replica, folder, now: () => new Date(Date.now() + aheadMs) });
for (let generation = 1; ; generation += 1) {
  const id = reporter.report("credential.verified", { generation }, "lane");
  // Told at once and not through a stream: whoever reads it may kill this process in the next instant.
  writeSync(1, `${id}\n`);
  if (generation % 20 === 0) await sleep(5);
}
