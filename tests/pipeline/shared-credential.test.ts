import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { carryVerdicts, judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { readLane } from "#lib/views/read-lane.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { findViolations } from "#tests/support/find-violations.ts";
import { at, NIGHT, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
let db: Database;
let tests = 0;
let fingerprint = "";
let github: TestServer;
let gitlab: TestServer;

beforeEach(async () => {
  db ??= await createTestDatabase();
  tests += 1;
  fingerprint = `ffff${String(tests).padStart(12, "0")}`;
  github = await registerTestServer(db, `one-${tests}`);
  gitlab = await registerTestServer(db, `two-${tests}`);
});

const load = (replica: TestReplica, when: Date, generation: number, lane?: string, key = fingerprint) =>
  replica.event(
    "credential.loaded",
    { generation, fingerprint: key, expires_at: "never" },
    { at: when, ...(lane ? { lane } : {}) },
  );
const kill = (
  replica: TestReplica,
  when: Date,
  generation: number,
  certainty: "inferred" | "confirmed" = "confirmed",
  id?: string,
) =>
  replica.event(
    "credential.revoked",
    { generation, fingerprint, certainty, evidence: { status: 401, provider_code: "token_revoked" } },
    { at: when, ...(id ? { id } : {}) },
  );

async function lanesOf(server: TestServer, now: Date) {
  const rows = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1 ORDER BY name", [server.id]);
  return Promise.all(
    rows.map(async ({ id }) => {
      const lane = await readLane(db, id, now);
      if (!lane) throw new Error("no lane");
      return lane;
    }),
  );
}
const controls = async (server: TestServer, now: Date) => (await lanesOf(server, now)).map(({ control }) => control);
const checks = async () => (await db.query("SELECT 1 FROM fingerprint_check WHERE fingerprint = $1", [fingerprint])).length;

describe("a confirmed revocation", () => {
  it("contains every lane that serves the same fingerprint, on any server, and points to where it was said", async () => {
    const [one, two] = [github.replica("web"), gitlab.replica("web")];
    await one.send(T0, load(one, T0, 3));
    await two.send(T0, load(two, T0, 7, "ci"), load(two, T0, 8, "prod"), load(two, T0, 1, "other", "0123456789abcdef"));
    await one.send(at(T0, 10), kill(one, at(T0, 10), 3, "confirmed", "the-event"));
    expect(await controls(gitlab, at(T0, 10))).toEqual(["active", "active", "active"]);

    await carryVerdicts(db, at(T0, 11));
    const [ci, other, prod] = await lanesOf(gitlab, at(T0, 11));
    expect([ci?.control, other?.control, prod?.control]).toEqual(["contained", "active", "contained"]);
    expect(ci?.conditions[0]).toMatchObject({
      condition: "revoked",
      certainty: "confirmed",
      evidence: { provider_code: "token_revoked" },
    });
    expect(ci?.blast_radius.shared_fingerprint.map(({ server, name }) => `${server}/${name}`).sort()).toEqual([
      `${github.actor.name}/github-prod`,
      `${gitlab.actor.name}/prod`,
    ]);
    const [carried] = await db.query<{ correlation_id: string; after: unknown }>(
      "SELECT correlation_id, after FROM action WHERE action = 'verdict.carried' AND lane_id = $1",
      [ci?.id],
    );
    expect(carried).toMatchObject({
      correlation_id: "the-event",
      after: { generations: [7], lane: "github-prod", server: github.actor.name, event_id: "the-event" },
    });
    expect(await checks()).toBe(0);
  });

  it("reaches a lane that begins to serve the fingerprint later", async () => {
    const [one, two] = [github.replica("web"), gitlab.replica("web")];
    await one.send(T0, load(one, T0, 3), kill(one, T0, 3));
    await carryVerdicts(db, at(T0, 1));
    await two.send(at(T0, 60), load(two, at(T0, 60), 1));
    await carryVerdicts(db, at(T0, 61));
    expect(await controls(gitlab, at(T0, 61))).toEqual(["contained"]);
  });

  it("is carried though the worker that was to do it died, and once though two do it", async () => {
    const [one, two] = [github.replica("web"), gitlab.replica("web")];
    await two.send(T0, load(two, T0, 7));
    await one.send(at(T0, 5), load(one, at(T0, 5), 3), kill(one, at(T0, 6), 3));
    // What is to be done was committed with the verdict.
    expect(await checks()).toBeGreaterThan(0);
    await Promise.all([carryVerdicts(db, at(T0, 60)), carryVerdicts(db, at(T0, 60))]);
    expect(await controls(gitlab, at(T0, 60))).toEqual(["contained"]);
    const [lane] = await lanesOf(gitlab, at(T0, 60));
    expect(lane?.generations[0]?.revoked).toMatchObject({ certainty: "confirmed" });
    const contained = await db.query("SELECT 1 FROM action WHERE action = 'lane.contained' AND server_id = $1", [gitlab.id]);
    expect(contained).toHaveLength(1);
    const carried = await db.query("SELECT 1 FROM action WHERE action = 'verdict.carried' AND server_id = $1", [gitlab.id]);
    expect(carried).toHaveLength(1);
  });

  it("of a generation that a lane no longer serves is proof of its end there, and no incident", async () => {
    const [one, two] = [github.replica("web"), gitlab.replica("web")];
    await two.send(T0, load(two, T0, 7), load(two, at(T0, 1), 8, undefined, "1234123412341234"));
    await one.send(at(T0, 5), load(one, at(T0, 5), 3), kill(one, at(T0, 6), 3));
    await carryVerdicts(db, at(T0, 7));
    const [lane] = await lanesOf(gitlab, at(T0, 7));
    expect(lane).toMatchObject({ control: "active", health: "healthy" });
    expect(lane?.generations.find(({ number }) => number === 7)?.revoked).not.toBeNull();
    expect(lane?.alerts).toEqual([]);
  });

  it("that only names a number is that of the fingerprint which stands under it", async () => {
    const [one, two] = [github.replica("web"), gitlab.replica("web")];
    await two.send(T0, load(two, T0, 7));
    await one.send(T0, load(one, T0, 3));
    const unnamed = one.event("credential.revoked", { generation: 3, certainty: "confirmed" }, { at: at(T0, 5) });
    await one.send(at(T0, 5), unnamed);
    await carryVerdicts(db, at(T0, 6));
    expect(await controls(gitlab, at(T0, 6))).toEqual(["contained"]);
  });
});

describe("stays where it was said", () => {
  it("an inferred revocation", async () => {
    const [one, two] = [github.replica("web"), gitlab.replica("web")];
    await two.send(T0, load(two, T0, 7));
    await one.send(T0, load(one, T0, 3), kill(one, at(T0, 5), 3, "inferred"));
    await carryVerdicts(db, at(T0, 6));
    expect(await controls(github, at(T0, 6))).toEqual(["contained"]);
    expect(await controls(gitlab, at(T0, 6))).toEqual(["active"]);
  });

  it("what a workstation confirms", async () => {
    const [laptop, two] = [github.workstation("laptop"), gitlab.replica("web")];
    await two.send(T0, load(two, T0, 7));
    await laptop.send(T0, load(laptop, T0, 3), kill(laptop, at(T0, 5), 3));
    await carryVerdicts(db, at(T0, 6));
    expect(await controls(github, at(T0, 6))).toEqual(["contained"]);
    expect(await controls(gitlab, at(T0, 6))).toEqual(["active"]);
  });
});

it("never deadlocks with reports on the same lanes, whichever server they come from", async () => {
  const lanes = ["a", "b", "c", "d"];
  const replicas = [github.replica("web"), gitlab.replica("web")];
  for (const replica of replicas) await replica.send(T0, ...lanes.map((lane) => load(replica, T0, 3, lane)));
  const rounds = Array.from({ length: 4 }, (_, round) => at(T0, 10 + round));
  await Promise.all(
    rounds.flatMap((when, round) => [
      ...replicas.map((replica, index) =>
        replica.send(
          when,
          ...(index === 0 ? lanes : lanes.toReversed()).map((lane) =>
            replica.event(
              "credential.revoked",
              { generation: 3, fingerprint, certainty: "confirmed" },
              { at: when, lane, id: `${round}-${lane}` },
            ),
          ),
        ),
      ),
      carryVerdicts(db, when),
      judgeDueLanes(db, when),
    ]),
  );
  await carryVerdicts(db, at(T0, 60));
  for (const server of [github, gitlab]) expect(await controls(server, at(T0, 60))).toEqual(lanes.map(() => "contained"));
});

it("leaves nothing inconsistent behind", async () => {
  expect(await findViolations(db, at(T0, 61))).toEqual([]);
});
