import process from "node:process";

// Writes its process id and lives on; told to stop, it only notes that.
console.log(`pid ${process.pid}`);
process.on("SIGTERM", () => console.log("told to stop"));
if (process.argv.includes("--polite")) process.on("SIGTERM", () => process.exit(0));
setInterval(() => undefined, 1_000);
