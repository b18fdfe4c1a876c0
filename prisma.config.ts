import { defineConfig } from "prisma/config";

// `prisma generate` insists on an engine binary that it never runs: any executable satisfies it, offline too.
if (process.argv.includes("generate")) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: "prisma/schema.prisma", migrations: { path: "prisma/migrations" } });
