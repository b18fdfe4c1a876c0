import { expect, test } from "vitest";
import { startConformanceServer } from "./support/conformance-server.ts";
import { runConformance } from "./support/run-conformance.ts";
import { PROD, setStage } from "./support/stage.ts";

const PROMPTS = [
  "test_simple_prompt",
  "test_prompt_with_arguments",
  "test_prompt_with_embedded_resource",
  "test_prompt_with_image",
];
/** Everything that the suite asks for passes the gate of one lane. */
const ROUTES = ["resource:{anything}", ...PROMPTS.map((name) => `prompt:${name}`)].map((tool) => ({ tool }));

test("the official suite finds of a protected server what it finds of a bare one, and no failure", async () => {
  const stage = await setStage({ routes: ROUTES });
  await stage.keeper.start();
  const prepare: NonNullable<Parameters<typeof startConformanceServer>[0]>["prepare"] = (server) =>
    stage.keeper.protect(server, { resolve: () => PROD });
  const [bare, gated] = await Promise.all([startConformanceServer(), startConformanceServer({ prepare })]);
  try {
    const [without, within] = await Promise.all([runConformance(bare.url), runConformance(gated.url)]);
    expect(within).toEqual(without);
    expect(Object.keys(within).length).toBeGreaterThan(40);
    expect(Object.entries(within).filter(([, status]) => status === "FAILURE")).toEqual([]);
    await stage.keeper.stop();
    const usage = stage.lanekeeper.ofKind("call.usage", PROD).map(({ data }) => data.route as { tool: string });
    const used = new Set(usage.map(({ tool }) => tool));
    expect(used).toContain("test_simple_text");
    expect([...used].filter((tool) => /^(resource|prompt):/.test(tool)).sort()).toEqual(ROUTES.map(({ tool }) => tool).sort());
  } finally {
    await Promise.all([bare.close(), gated.close(), stage.close()]);
  }
}, 60_000);
