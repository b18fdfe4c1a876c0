import { resolve } from "node:path";
import { expect, test } from "vitest";
import { runToEnd } from "#lib/cli/supervise/run-to-end.ts";
import { SERVER_KEY } from "./support/server-key.ts";

/** A server that does nothing else yet while it waits for its keeper; its store answers by a timer that holds nothing open. */
const PROGRAM = `
import { createKeeper } from ${JSON.stringify(resolve("lib/mcp/index.ts"))};
const read = () => new Promise((done) => setTimeout(done, 300, { secret: "a" }).unref());
const store = { type: "table", reference: "a", read };
const lanes = [{ name: "a", provider: "any", store, routes: [] }];
const keeper = createKeeper({ url: "http://127.0.0.1:9", key: "${SERVER_KEY}", server: "s", stateDir: null, lanes });
await keeper.start();
console.log(keeper.status().lanes[0].name, "has started");
`;

test("a process lives until its keeper has started, and no longer than its own work", async () => {
  const said = await runToEnd(process.execPath, ["--input-type=module", "--eval", PROGRAM]);
  expect(said).toBe("a has started\n");
});
