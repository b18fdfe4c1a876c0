import { globSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { openapiDocument } from "#lib/contract/openapi.ts";
import { OPERATIONS } from "#lib/contract/operations.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** What the folders of `app/api` serve, next-auth and the answer to every other address aside: `GET /api/v1/lanes/{lane}`, who may call it. */
async function served(): Promise<string[]> {
  const files = globSync("app/api/**/route.ts").filter((file) => !file.includes("[..."));
  const operations = await Promise.all(
    files.map(async (file) => {
      const handlers = (await import(resolve(file))) as Record<string, { auth?: string }>;
      const path = `/${file
        .replace(/^app\//, "")
        .replace(/\/route\.ts$/, "")
        .replace(/\[(\w+)\]/g, "{$1}")}`;
      return METHODS.flatMap((method) =>
        handlers[method] === undefined ? [] : [`${method} ${path} (${handlers[method].auth})`],
      );
    }),
  );
  return operations.flat().sort();
}

describe("the document of the API", () => {
  it("lists what is served, and for whom, and nothing else", async () => {
    const listed = OPERATIONS.map(({ method, path, auth }) => `${method} ${path} (${auth})`).sort();
    expect(listed.length).toBeGreaterThan(20);
    expect(await served()).toEqual(listed);
  });

  it("refers only to schemas that it holds", () => {
    const text = JSON.stringify(openapiDocument());
    const names = new Set(Object.keys((openapiDocument().components as { schemas: object }).schemas));
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, target]) => target?.replace("#/components/schemas/", "") ?? "",
    );
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((name) => !names.has(name))).toEqual([]);
  });
});
