import { expect, test } from "vitest";
import { type ConformanceServer, startConformanceServer } from "../support/conformance-server.ts";
import { runConformance } from "../support/run-conformance.ts";
import { type HttpStage, setHttpStage } from "./support/http-stage.ts";

test("the official suite finds through the wrapper what it finds without it, and no failure", async () => {
  let server: ConformanceServer | null = null;
  let stage: HttpStage | null = null;
  try {
    [server, stage] = await Promise.all([startConformanceServer(), setHttpStage()]);
    const address = await stage.front(server.url);
    const bare = await runConformance(server.url);
    const wrapped = await runConformance(address);
    expect(wrapped).toEqual(bare);
    expect(Object.keys(wrapped).length).toBeGreaterThan(40);
    expect(Object.entries(wrapped).filter(([, status]) => status === "FAILURE")).toEqual([]);
  } finally {
    await stage?.close();
    await server?.close();
  }
}, 60_000);
