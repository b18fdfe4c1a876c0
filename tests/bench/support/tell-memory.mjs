// Loaded into a process that is watched: tells its log how much memory it holds.
const EVERY_MS = 2_000;

setInterval(() => {
  const { rss, heapUsed } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ memory: { pid: process.pid, at: Date.now(), rss, heapUsed } })}\n`);
}, EVERY_MS).unref();
