import { describe, expect, it } from "vitest";
import { type Begun, GO_KEYS, type KeyPress, readKey } from "#components/shell/palette/keyboard-map.ts";
import { laneText, type PaletteSources, paletteItems } from "#components/shell/palette/palette-items.ts";
import { laneSummaryFixture, NOW_MS } from "./fixtures/lane.ts";

const press = (key: string, changes: Partial<KeyPress> = {}): KeyPress => ({
  key,
  isCommand: false,
  isModified: false,
  isTaken: false,
  ...changes,
});

describe("keys", () => {
  const read = (keys: KeyPress[], { plainKeys = true, apartMs = 100 } = {}) => {
    let begun: Begun = null;
    return keys.map((key, index) => {
      const answer = readKey(begun, key, { nowMs: NOW_MS + index * apartMs, plainKeys });
      begun = answer.begun;
      return answer.action;
    });
  };

  it("give every destination a key of its own", () => {
    expect(GO_KEYS).toEqual({ o: "/", l: "/lanes", a: "/alerts", s: "/servers", c: "/commands", u: "/audit" });
  });

  it("lead there, one after the other", () => {
    expect(read([press("g"), press("u")])).toEqual([null, { type: "go", href: "/audit" }]);
    expect(read([press("?"), press("/")])).toEqual([{ type: "help" }, { type: "search" }]);
  });

  it("mean nothing apart, after a pause or with another between them", () => {
    expect(read([press("u")])).toEqual([null]);
    expect(read([press("g"), press("u")], { apartMs: 2_000 })).toEqual([null, null]);
    expect(read([press("g"), press("x"), press("u")])).toEqual([null, null, null]);
  });

  it("are letters to whoever types, and to whoever switched them off", () => {
    expect(read([press("?", { isTaken: true })])).toEqual([null]);
    expect(read([press("?")], { plainKeys: false })).toEqual([null]);
    expect(read([press("/", { isModified: true })])).toEqual([null]);
  });

  it("open the palette from anywhere", () => {
    const palette = press("K", { isCommand: true, isModified: true, isTaken: true });
    expect(read([palette], { plainKeys: false })).toEqual([{ type: "palette" }]);
  });
});

describe("what a text leads to", () => {
  const lanes = [
    laneSummaryFixture(),
    laneSummaryFixture({ id: "held", name: "github-ci", control: "paused" }),
    laneSummaryFixture({
      id: "over",
      name: "github-old",
      ended: { at: "2026-11-20T00:00:00.000Z", how: "archived", by: "mara" },
    }),
  ];
  const servers = [{ id: "crm-id", name: "crm", display_name: "CRM" }];
  const found = (text: string, changes: Partial<PaletteSources> = {}) =>
    paletteItems(text, { lanes, servers, role: "operator", ...changes }).map(({ label }) => label);

  it("is every place and the most urgent lanes before anything is typed", () => {
    const labels = found("");
    expect(labels.slice(0, 3)).toEqual(["github-prod", "github-ci", "github-old"]);
    expect(labels).toContain("Audit");
    expect(labels).not.toContain("CRM");
  });

  it("is a lane, a server or a page by its words", () => {
    expect(found("prod github")).toEqual(["github-prod"]);
    expect(found("crm")).toEqual(["CRM"]);
    expect(found("comm")).toEqual(["Commands"]);
    expect(found("nothing like it")).toEqual([]);
  });

  it("is not a row of the text before", () => {
    expect(found("stripe")).toEqual([]);
  });

  it("is an action's sheet, only where the lane allows it", () => {
    expect(found("pause git")).toEqual(["Pause github-prod…"]);
    expect(found("resume")).toEqual(["Resume github-ci…"]);
    expect(found("Rotate ")).toEqual(["Rotate github-prod…", "Rotate github-ci…"]);
    expect(paletteItems("pause", { lanes, servers, role: "operator" })[0]?.href).toBe(`/lanes/${lanes[0]?.id}?do=pause`);
  });

  it("offers no action to a viewer", () => {
    expect(found("pause git", { role: "viewer" })).toEqual([]);
  });

  it("searches the lane, not the action", () => {
    expect([laneText("pause github"), laneText(" rotate "), laneText("pauseless")]).toEqual(["github", "", "pauseless"]);
  });
});
