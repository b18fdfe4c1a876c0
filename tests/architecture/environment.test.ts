import { expect, it } from "vitest";
import { readSources } from "./source-files.ts";

it("only lib/env.ts reads the process's environment", () => {
  const readers = readSources("lib", "app", "components", "tests")
    .filter(({ code }) => /\bprocess\.env\b|\bimport\.meta\.env\b|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/.test(code))
    .map(({ path }) => path)
    .filter((path) => !path.startsWith("tests/architecture/"));
  expect(readers).toEqual(["lib/env.ts"]);
});
