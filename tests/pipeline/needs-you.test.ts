import { expect, it } from "vitest";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { readSummary } from "#lib/views/read-summary.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, registerTestServer } from "./reporter.ts";

const T0 = NIGHT;
const generation = { generation: 3, fingerprint: "9f2c41d0a7b35e68" };

it("counts a lane whose overdue refresh hides under a lesser trouble, and not one that needs nobody", async () => {
  const db = await createTestDatabase();
  const server = await registerTestServer(db, "github-tools");
  const replica = server.replica("web-1");
  const lease = { fingerprint: "a7b35e689f2c41d0", issued_at: T0.toISOString(), expires_at: at(T0, 3_600).toISOString() };
  const limited = (lane: string, second: number) =>
    replica.event(
      "auth.failed",
      { ...generation, outcome: "rate_limited", route: { tool: "t" }, retry_at: at(T0, 7_200).toISOString() },
      { at: at(T0, second), lane },
    );
  await replica.send(
    T0,
    replica.event("credential.loaded", { ...generation, lease }, { at: T0, lane: "overdue" }),
    replica.event("credential.loaded", { ...generation, expires_at: "never" }, { at: T0, lane: "quiet" }),
  );
  await replica.send(at(T0, 2_870), limited("overdue", 2_870), limited("quiet", 2_870));
  const seen = async (second: number) => {
    const { needs_you, needs_you_total } = await readSummary(db, at(T0, second));
    return { total: needs_you_total, lanes: needs_you.map(({ name, severity, health }) => ({ name, severity, health })) };
  };
  expect(await seen(2_870)).toEqual({ total: 0, lanes: [] });
  await judgeDueLanes(db, at(T0, 2_881));
  expect(await seen(2_881)).toEqual({ total: 1, lanes: [{ name: "overdue", severity: "critical", health: "rate_limited" }] });
});
