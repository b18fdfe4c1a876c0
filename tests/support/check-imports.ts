import { globSync } from "node:fs";
import { cruise } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTypeScriptConfig from "dependency-cruiser/config-utl/extract-ts-config";

// Prints every import that the table in .dependency-cruiser.mjs does not allow.
const sources = ["app", "components", "lib", "tests"].map((folder) => globSync(`${folder}/**/*.{ts,tsx,mjs}`));
const { output } = await cruise(
  [...sources.flat(), ...globSync("*.{ts,mjs}")],
  { ...(await extractOptions("./.dependency-cruiser.mjs")), validate: true },
  undefined,
  { tsConfig: extractTypeScriptConfig("./tsconfig.json") },
);
if (typeof output === "string") throw new Error("dependency-cruiser answered in words");
const { modules, summary } = output;
for (const { rule, from, to } of summary.violations) console.log(`${rule.name}: ${from} -> ${to}`);

// A parser that cannot read TypeScript passes by seeing nothing.
const sawImports = modules.some(({ source, dependencies }) => source.startsWith("lib/") && dependencies.length > 0);
if (!sawImports) console.log("dependency-cruiser saw no imports in lib/");
console.log(
  `${summary.totalCruised} modules, ${summary.totalDependenciesCruised ?? 0} imports, ${summary.violations.length} not allowed`,
);
if (!sawImports || summary.violations.length > 0) process.exitCode = 1;
