import process from "node:process";

// Loaded into every supervised process: its channel closes when the supervisor ends, even by `kill -9`.
process.once("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), 10_000).unref();
});
process.channel?.unref();
