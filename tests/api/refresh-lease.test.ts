import { beforeAll, describe, expect, it } from "vitest";
import { refreshLease } from "#lib/contract/refresh-lease.ts";
import { serverCreated, serverKeyCreated } from "#lib/contract/server.ts";
import type { Database } from "#lib/db/database.ts";
import { createLanes } from "#lib/db/lanes.ts";
import { call, createApiDatabase, problemOf, tokenOf } from "#tests/support/api.ts";
import { DELETE as release, POST as take } from "../../app/api/v1/lanes/[lane]/refresh-lease/route.ts";
import { POST as createKey } from "../../app/api/v1/servers/[server]/keys/route.ts";
import { POST as createServer } from "../../app/api/v1/servers/route.ts";

let db: Database;
let admin: string;
let key: string;
let serverId: string;
let lanes = 0;

beforeAll(async () => {
  db = await createApiDatabase();
  admin = await tokenOf(db, "admin");
  const created = serverCreated.parse(
    await (await call(createServer, { method: "POST", token: admin, body: { name: "crm-tools" } })).json(),
  );
  key = created.key;
  serverId = created.server.id;
});

async function laneNamed(): Promise<string> {
  lanes += 1;
  const name = `hubspot-${lanes}`;
  await createLanes(db, [{ serverId, name }]);
  return name;
}
const taking = (lane: string, replica: string, token: string | undefined = key) =>
  call(take, { method: "POST", params: { lane }, token, body: { replica } });
const releasing = (lane: string, replica: string, fence: number) =>
  call(release, { method: "DELETE", params: { lane }, token: key, query: `?replica=${replica}&fence=${fence}` });
const taken = async (lane: string, replica: string) => refreshLease.parse(await (await taking(lane, replica)).json());
const let30SecondsPass = () => db.query("UPDATE refresh_lease SET expires_at = expires_at - interval '30 seconds'");

describe("the lease of a refresh", () => {
  it("goes to one replica, for 30 seconds; the others learn who holds it and when to ask again", async () => {
    const lane = await laneNamed();
    const first = await taken(lane, "r1");
    expect(first).toMatchObject({ lane, holder: "r1", fence: 1, lease_s: 30 });
    const refused = await taking(lane, "r2");
    const problem = await problemOf(refused);
    expect([refused.status, problem]).toMatchObject([409, { code: "lease_held", holder: "r1", expires_at: first.expires_at }]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(25);
    expect(problem.retry_after_s).toBeLessThanOrEqual(30);
  });

  it("is given back, and its number rises with every holder", async () => {
    const lane = await laneNamed();
    expect((await taken(lane, "r1")).fence).toBe(1);
    expect((await releasing(lane, "r1", 1)).status).toBe(204);
    expect(await taken(lane, "r2")).toMatchObject({ holder: "r2", fence: 2 });
    expect((await releasing(lane, "r1", 1)).status).toBe(204);
    expect((await taking(lane, "r3")).status).toBe(409);
  });

  it("is taken over from a holder that fell silent, whose late release changes nothing", async () => {
    const lane = await laneNamed();
    await taken(lane, "r1");
    await let30SecondsPass();
    expect(await taken(lane, "r2")).toMatchObject({ holder: "r2", fence: 2 });
    await releasing(lane, "r1", 1);
    expect((await taking(lane, "r1")).status).toBe(409);
  });

  it("is given again to the one that holds it, under a higher number", async () => {
    const lane = await laneNamed();
    await taken(lane, "r1");
    expect(await taken(lane, "r1")).toMatchObject({ holder: "r1", fence: 2 });
  });

  it("has one winner of many that ask at once", async () => {
    const lane = await laneNamed();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => taking(lane, `r${index}`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });

  it("is of one lane alone", async () => {
    const [one, other] = [await laneNamed(), await laneNamed()];
    await taken(one, "r1");
    expect((await taking(other, "r2")).status).toBe(200);
  });
});

describe("who may", () => {
  it.each([
    ["nobody", () => undefined, 401],
    ["an administrator", () => admin, 403],
  ])("%s may not take it", async (_, token, status) => {
    const lane = await laneNamed();
    expect((await call(take, { method: "POST", params: { lane }, token: token(), body: { replica: "r1" } })).status).toBe(status);
  });

  it("another server does not find the lane", async () => {
    const lane = await laneNamed();
    const other = serverCreated.parse(
      await (await call(createServer, { method: "POST", token: admin, body: { name: "other-tools" } })).json(),
    );
    expect((await problemOf(await taking(lane, "r1", other.key))).code).toBe("not_found");
  });

  it("a workstation takes and gives back nothing under the name of a service", async () => {
    const lane = await laneNamed();
    await db.query("INSERT INTO replica (server_id, name, started_at, last_report_at) VALUES ($1, 'web-1', now(), now())", [
      serverId,
    ]);
    const { fence } = await taken(lane, "web-1");
    const workstation = serverKeyCreated.parse(
      await (
        await call(createKey, { method: "POST", params: { server: "crm-tools" }, token: admin, body: { kind: "workstation" } })
      ).json(),
    ).key;
    const query = `?replica=web-1&fence=${fence}`;
    const [again, given] = [
      await taking(lane, "web-1", workstation),
      await call(release, { method: "DELETE", params: { lane }, token: workstation, query }),
    ];
    expect([again.status, given.status]).toEqual([403, 403]);
    expect((await taking(lane, "laptop", workstation)).status).toBe(409);
  });

  it("nonsense is refused", async () => {
    const lane = await laneNamed();
    expect((await problemOf(await taking(lane, "__proto__"))).code).toBe("invalid_request");
    expect((await problemOf(await taking("no such lane!", "r1"))).code).toBe("invalid_request");
    expect((await problemOf(await taking("never-reported", "r1"))).code).toBe("not_found");
    expect((await problemOf(await releasing(lane, "r1", 0))).code).toBe("invalid_request");
    expect((await releasing(lane, "r1", 7)).status).toBe(204);
  });
});
