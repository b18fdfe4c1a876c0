import { describe, expect, it } from "vitest";
import { laneFilters, partFilters } from "#components/lane/lane-filters.ts";
import { laneMarks } from "#components/lane/lane-marks.ts";
import { describeFilters, NO_FILTERS } from "#components/screens/lanes/filters.ts";
import type { LaneSummary } from "#lib/contract/lane.ts";
import { inMinutes, laneSummaryFixture, NOW_MS } from "./fixtures/lane.ts";
import { countsFixture } from "./fixtures/summary.ts";

describe("a lane's badges", () => {
  const cases: Array<[string, Partial<LaneSummary>, string[]]> = [
    ["healthy and heard of", {}, ["Healthy"]],
    ["silence suppresses healthy", { freshness: "silent", last_report_at: inMinutes(-7) }, ["No report 7 min"]],
    [
      "silence stands beside a cause",
      { health: "expired", freshness: "silent", last_report_at: inMinutes(-7) },
      ["Expired", "No report 7 min"],
    ],
    ["idle is not healthy", { health: null, freshness: "idle" }, ["Idle"]],
    ["live, but nothing can be told", { health: null }, ["Unknown"]],
    ["never reported", { health: null, freshness: "never_reported", last_report_at: null }, ["Never reported"]],
    ["paused stands beside the cause", { health: "expiring", control: "paused" }, ["Expiring", "Paused by operator"]],
    [
      "a pause that not all replicas confirmed",
      { control: "paused", control_confirmed: { replicas: 2, of: 3 } },
      ["Healthy", "Pausing 2/3"],
    ],
    ["contained", { health: "revoked", control: "contained" }, ["Revoked", "Contained"]],
    ["not judged is not healthy", { set_aside: true }, ["Not judged"]],
    ["not judged comes before what it was last", { set_aside: true, health: "expired" }, ["Not judged", "Expired"]],
    ["rotating", { rotation: "adopt" }, ["Healthy", "Adopting"]],
  ];
  it.each(cases)("%s", (_, changes, words) => {
    expect(laneMarks(laneSummaryFixture(changes), NOW_MS).map(({ word }) => word)).toEqual(words);
  });
});

it("keeps every filter, also those that match nothing, in an order that never changes", () => {
  const few = laneFilters(countsFixture({ expired: 2 }), { silent: 1 });
  expect(few.find(({ value }) => value === "expired")?.count).toBe(2);
  expect(few.find(({ value }) => value === "silent")?.count).toBe(1);
  expect(few.find(({ value }) => value === "revoked")?.count).toBe(0);
  expect(few.map(({ value }) => value)).toEqual(laneFilters(countsFixture()).map(({ value }) => value));
});

it("names what narrows the list", () => {
  expect(describeFilters(NO_FILTERS)).toBeNull();
  expect(describeFilters({ ...NO_FILTERS, health: "revoked", q: "stripe" })).toBe("health:revoked “stripe”");
});

it("puts filters that match nothing apart, unless one is chosen", () => {
  const filters = laneFilters(countsFixture({ expired: 2, healthy: 5 }), { silent: 1, paused: 0, contained: 0 });
  const names = (chosen?: string) => partFilters(filters, ({ value }) => value === chosen).standing.map(({ value }) => value);
  expect(names()).toEqual(["expired", "healthy", "silent"]);
  expect(names("revoked")).toEqual(["revoked", "expired", "healthy", "silent"]);
  const { standing, empty } = partFilters(filters);
  expect(standing.length + empty.length).toBe(filters.length);
});
