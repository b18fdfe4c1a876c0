import { expect, test } from "vitest";
import type { DesiredState } from "#lib/contract/control.ts";
import { readControlState } from "#lib/pipeline/command/index.ts";
import { at } from "./reporter.ts";
import { db, laneId, loaded, NEW, named, OLD, server, start, T0 } from "./rotating-fleet.ts";

const desired = (seconds: number): Promise<DesiredState> =>
  readControlState({ ctx: server.ctx(at(T0, seconds)), replica: "web-1" });
const toFollow = async (seconds: number) => (await desired(seconds)).lanes[0]?.generation;
const versions = async () =>
  (
    await db.query<{ lane: number; server: number }>(
      "SELECT l.control_version AS lane, s.control_version AS server FROM lane l JOIN server s ON s.id = l.server_id WHERE l.id = $1",
      [laneId],
    )
  )[0];
/** How often command streams of the server were woken. */
const wakings = async () =>
  (
    await db.query<{ count: number }>("SELECT count(*) AS count FROM outbox WHERE topic = 'control' AND server_id = $1", [
      server.id,
    ])
  )[0]?.count;
const cutOver = (name: string, seconds: number) =>
  named(name).send(at(T0, seconds), named(name).event("rotation.cut_over", loaded(NEW), { at: at(T0, seconds) }));
const tell = (kind: "credential.revoked" | "auth.failed", seconds: number) => {
  const data = { generation: NEW.number, fingerprint: NEW.fingerprint };
  const when = { at: at(T0, seconds) };
  const web1 = named("web-1");
  return web1.send(
    when.at,
    kind === "auth.failed"
      ? web1.event(kind, { ...data, outcome: "auth_unclassified", count: 3 }, when)
      : web1.event(kind, data, when),
  );
};

test("streams are woken once when a fleet moves on to another generation, however many follow", async () => {
  const [wakingsBefore, before] = [await wakings(), await versions()];
  await cutOver("web-1", 10);
  expect([await wakings(), await toFollow(10)]).toEqual([Number(wakingsBefore) + 1, NEW]);
  expect((await desired(10)).control_version).toBe(Number(before?.server) + 1);
  for (const name of ["web-2", "web-3"]) await cutOver(name, 11);
  await start(server.replica("web-4"), 12);
  expect([await wakings(), await versions()]).toEqual([
    Number(wakingsBefore) + 1,
    { lane: Number(before?.lane) + 1, server: Number(before?.server) + 1 },
  ]);
});

test.each(["credential.revoked", "auth.failed"] as const)(
  "nobody is led to a generation of which one replica told %s; numbers go on from it all the same",
  async (kind) => {
    await cutOver("web-1", 10);
    const [wakingsBefore, before] = [await wakings(), await versions()];
    await tell(kind, 11);
    const { control_version: version, lanes } = await desired(11);
    expect(lanes).toMatchObject([{ generation: OLD, last_served: NEW }]);
    expect(version).toBeGreaterThan(Number(before?.server));
    expect(await wakings()).toBeGreaterThan(Number(wakingsBefore));
  },
);

test("a doubt moves no version that an operator has decided on", async () => {
  await cutOver("web-1", 10);
  const before = await versions();
  await tell("auth.failed", 11);
  expect(await versions()).toEqual({ lane: before?.lane, server: Number(before?.server) + 1 });
});
