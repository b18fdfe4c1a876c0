import { startReporting } from "./reporting.ts";

/** What a process that reports is told on its command line. */
export interface ReportingLife {
  url: string;
  replica: string;
  folder: string;
  events: number;
  /** Milliseconds that its clock is ahead. */
  aheadMs?: number;
}

const { url, replica, folder, events, aheadMs = 0 } = JSON.parse(process.argv[2] ?? "{}") as ReportingLife;
const warnings: string[] = [];
const now = () => new Date(Date.now() + aheadMs);
const reporter = await startReporting({ url, replica, folder, now, warn: (message) => warnings.push(message) });
const ids = Array.from({ length: events }, (_, generation) => reporter.report("credential.verified", { generation }, "lane"));
process.stdout.write(`${JSON.stringify({ ids, durable: reporter.isDurable, warnings })}\n`);
// Until it is killed.
setInterval(() => undefined, 60_000);
