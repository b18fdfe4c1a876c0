import { beforeAll, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { editLane } from "#lib/pipeline/edit/index.ts";
import { listLanes } from "#lib/views/list-lanes.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestServer } from "./reporter.ts";

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

async function laneAsListed(lane = "github-prod") {
  const { items } = await listLanes(db, { sort: "urgency", limit: 10 }, at(T0, 10));
  return items.find(({ name }) => name === lane);
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

it("keeps the owner that an operator entered whatever is declared, and the declared one where nobody did", async () => {
  const replica = server.replica("web1-b");
  const lane = "github-ci";
  const declare = (seconds: number, data: { provider: string; owner?: string }) =>
    replica.send(at(T0, seconds), replica.event("lane.declared", data, { at: at(T0, seconds), lane }));
  await declare(1, { provider: "github", owner: "platform-team" });
  await declare(2, { provider: "github" });
  const { id: laneId = "" } = (await laneAsListed(lane)) ?? {};
  expect(await laneAsListed(lane)).toMatchObject({ owner: null });

  await editLane({ ctx: operatorOf(db, at(T0, 3)), laneId, edit: { owner: "ann" } });
  await declare(4, { provider: "github", owner: "platform-team" });
  expect(await laneAsListed(lane)).toMatchObject({ owner: "ann" });

  await editLane({ ctx: operatorOf(db, at(T0, 5)), laneId, edit: { owner: null } });
  expect(await laneAsListed(lane)).toMatchObject({ owner: "platform-team" });
});
