import { expect, test } from "vitest";
import { forecastRotation, type Outlook, type Sighting } from "#lib/domain/command/forecast.ts";
import type { Capability } from "#lib/domain/vocabulary.ts";
import { generation } from "#tests/domain/support/facts.ts";

const serving = generation(3, "aa");
const sees = (fingerprint: string | null): Sighting => ({ serving, store: { version: "6", fingerprint } });
const blind: Sighting = { serving, store: null };
const idle: Sighting = { serving: null, store: { version: "6", fingerprint: "aa" } };

test.each<[name: string, outlook: Outlook, capabilities: Capability[], sightings: Sighting[]]>([
  ["a key that the lane makes itself", "creates", ["create", "refresh"], [sees("aa")]],
  ["a key that the lane makes itself, though no replica reports", "creates", ["create"], []],
  ["a store that holds another version", "new_version", [], [sees("bb")]],
  ["a store that one of two replicas sees renewed", "new_version", [], [sees("aa"), sees("bb")]],
  ["a store that holds another version, before a refresh of the old one", "new_version", ["refresh"], [sees("bb")]],
  ["a store that still holds what is served", "nothing_new", [], [sees("aa"), sees("aa")]],
  ["a store that still holds what is served, by the one replica that can tell", "nothing_new", ["probe"], [blind, sees("aa")]],
  ["the same grant, with a fresh lease", "refreshes", ["refresh"], [sees("aa")]],
  ["the same grant, where no store can be seen", "refreshes", ["refresh"], [blind]],
  ["a store that no replica sees", "cannot_tell", [], [blind]],
  ["a store that names a version without a fingerprint", "cannot_tell", [], [sees(null)]],
  ["replicas that serve nothing", "cannot_tell", [], [idle]],
  ["no replica", "cannot_tell", ["retire", "probe"], []],
])("%s: %s", (_, outlook, capabilities, sightings) => {
  expect(forecastRotation(capabilities, sightings)).toBe(outlook);
});
