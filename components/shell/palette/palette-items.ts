import { leadingMark } from "#components/lane/lane-marks.ts";
import type { Mark } from "#components/ui/condition-marks.ts";
import type { LaneSummary } from "#lib/contract/lane.ts";
import type { Role } from "#lib/domain/vocabulary.ts";
import { DESTINATIONS } from "../nav/destinations.ts";

/** One line of the palette. It only ever leads somewhere: an action opens its sheet and waits there. */
export interface PaletteItem {
  key: string;
  group: "Lanes" | "Actions" | "Servers" | "Go to";
  label: string;
  /** What tells it from others of the same name. */
  note: string | null;
  mark: Mark | null;
  href: string;
}

type PaletteLane = Pick<
  LaneSummary,
  "id" | "name" | "server" | "provider" | "tenant" | "owner" | "health" | "freshness" | "ended" | "control"
>;

export interface PaletteSources {
  /** What the server found for the same text. */
  lanes: readonly PaletteLane[];
  servers: readonly { id: string; name: string; display_name: string | null }[];
  role: Role;
}

const ACTS = ["pause", "resume", "rotate"] as const;
/** Words that ask for an action; the rest of the text names the lane. */
const ACT_PATTERN = /^(pause|resume|rotate)(?:\s+|$)/i;

/** The text without the action it begins with: what is searched for. */
export const laneText = (text: string): string => text.trim().replace(ACT_PATTERN, "");

/** What a text leads to, the likeliest first. */
export function paletteItems(text: string, { lanes, servers, role }: PaletteSources): PaletteItem[] {
  const asked = ACTS.find((act) => act === ACT_PATTERN.exec(text.trim())?.[1]?.toLowerCase());
  const sought = laneText(text).toLowerCase();
  const found = lanes.filter((lane) => matches(sought, searchedText(lane)));
  if (asked !== undefined)
    return role === "viewer" ? [] : found.filter((lane) => allows(lane, asked)).map((lane) => actionItem(lane, asked));
  return [
    ...found.map(laneItem),
    ...servers
      .filter(({ name, display_name }) => sought !== "" && matches(sought, `${name} ${display_name ?? ""}`))
      .map(serverItem),
    ...DESTINATIONS.filter(({ label }) => matches(sought, label)).map(({ href, label }) => placeItem(href, label)),
  ];
}

/** What the server searches too: rows of the text before are not taken for those of this one. */
const searchedText = ({ name, server, provider, tenant, owner }: PaletteLane): string =>
  [name, server.name, server.display_name, provider, tenant, owner].join(" ");

const matches = (sought: string, text: string): boolean => sought.split(/\s+/).every((word) => text.toLowerCase().includes(word));

const allows = ({ control, ended }: PaletteLane, act: (typeof ACTS)[number]): boolean =>
  ended === null && (act === "rotate" || (act === "pause") === (control === "active"));

const laneItem = (lane: PaletteLane): PaletteItem => ({
  key: `lane-${lane.id}`,
  group: "Lanes",
  label: lane.name,
  note: lane.server.display_name ?? lane.server.name,
  mark: leadingMark(lane),
  href: `/lanes/${lane.id}`,
});

const actionItem = (lane: PaletteLane, act: (typeof ACTS)[number]): PaletteItem => ({
  ...laneItem(lane),
  key: `${act}-${lane.id}`,
  group: "Actions",
  label: `${act.charAt(0).toUpperCase()}${act.slice(1)} ${lane.name}…`,
  href: `/lanes/${lane.id}?do=${act}`,
});

const serverItem = ({ id, name, display_name }: PaletteSources["servers"][number]): PaletteItem => ({
  key: `server-${id}`,
  group: "Servers",
  label: display_name ?? name,
  note: display_name === null ? null : name,
  mark: null,
  href: `/servers/${id}`,
});

const placeItem = (href: string, label: string): PaletteItem => ({
  key: href,
  group: "Go to",
  label,
  note: null,
  mark: null,
  href,
});
