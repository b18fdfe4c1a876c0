import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";

const EMPTY = 'datasource db {\n  provider = "postgresql"\n}\n';

/** The statements that would make the tables of `prisma/schema.prisma` from nothing. The engine insists on a reachable database. */
export async function printPrismaDdl(databaseUrl: string): Promise<string> {
  await loadEngine();
  const schema = readFileSync("prisma/schema.prisma", "utf8");
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  const engine = await bindings.SchemaEngine.new({ datamodels: [["schema.prisma", schema]] }, () => undefined, adapter);
  const { stdout } = await engine.diff({
    from: { tag: "schemaDatamodel", files: [{ path: "empty.prisma", content: EMPTY }] },
    to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: schema }] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  if (!stdout) throw new Error("the schema engine printed nothing");
  return stdout;
}

/** Node cannot import the package's entry, which imports the .wasm file as bundlers do. */
async function loadEngine(): Promise<void> {
  const file = createRequire(import.meta.url)
    .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
    .replace(/\.js$/, ".wasm");
  const { instance } = await WebAssembly.instantiate(readFileSync(file), { "./schema_engine_bg.js": { ...bindings } });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start: () => void }).__wbindgen_start();
}
