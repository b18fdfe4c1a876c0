import { beforeAll, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { listLanes } from "#lib/views/list-lanes.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, registerTestServer, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
let db: Database;
let server: TestServer;

beforeAll(async () => {
  db = await createTestDatabase();
  server = await registerTestServer(db, "github-tools");
});

const declaration = (owner: string) => ({
  provider: "github",
  tenant: "acme",
  owner,
  routes: [{ tool: "issues_list" }, { tool: "issues_create", side_effect: "write" as const }],
});

async function laneAsListed() {
  const { items } = await listLanes(db, { sort: "urgency", limit: 10 }, at(T0, 10));
  return items.find(({ name }) => name === "github-prod");
}

it("shows what a lane declares, by the latest declaration whatever order they come in", async () => {
  const replica = server.replica("web1-a");
  const late = replica.event("lane.declared", declaration("platform-team"), { at: at(T0, 5) });
  const early = replica.event("lane.declared", declaration("somebody-else"), { at: T0 });
  await replica.send(at(T0, 6), late);
  await replica.send(at(T0, 7), early);
  expect(await laneAsListed()).toMatchObject({
    declared: true,
    provider: "github",
    tenant: "acme",
    owner: "platform-team",
    tools: 2,
  });
});
