import { formatDuration } from "#components/ui/format-duration.ts";
import { plural } from "#components/ui/plural.ts";
import type { ServerView } from "#lib/contract/server.ts";

/** Beyond this a replica's clock is called skewed, as the API flags it. */
const SKEW_MS = 30_000;

/** "41 s behind", "5 s ahead", or null where the clock is known to be right or not known at all. */
export function skewText(offsetMs: number | null): string | null {
  if (offsetMs === null || Math.abs(offsetMs) <= SKEW_MS) return null;
  return `${formatDuration(Math.abs(offsetMs))} ${offsetMs < 0 ? "behind" : "ahead"}`;
}

/** Keys of the service that may still be used; two at most, so that a key can be exchanged without a gap. */
export const validKeys = ({ keys }: Pick<ServerView, "keys">) =>
  keys.filter(({ kind, revoked_at }) => kind === "service" && revoked_at === null);
export const MOST_VALID_KEYS = 2;

/** What is worth a warning on a server, in words; nothing is the good case. */
export function serverWarnings({
  replicas,
  undelivered_commands,
  keys,
}: Pick<ServerView, "replicas" | "undelivered_commands" | "keys">): string[] {
  const skewed = replicas.filter(({ live, clock_offset_ms }) => live && skewText(clock_offset_ms) !== null);
  return [
    skewed.length > 0 && `${plural(skewed.length, "replica")} with a skewed clock`,
    undelivered_commands > 0 && `${plural(undelivered_commands, "command")} not delivered yet`,
    keys.every(({ revoked_at }) => revoked_at !== null) && "no valid key",
  ].filter((warning) => warning !== false);
}

/** "3 lanes, 1 in trouble". */
export function lanesText({ lanes, lanes_in_trouble }: Pick<ServerView, "lanes" | "lanes_in_trouble">): string {
  return lanes_in_trouble > 0 ? `${plural(lanes, "lane")}, ${lanes_in_trouble} in trouble` : plural(lanes, "lane");
}

/** "2 replicas live", or what is known instead. */
export function replicasText({ replicas }: Pick<ServerView, "replicas">): string {
  const live = replicas.filter((replica) => replica.live).length;
  return live === 0 ? "no live replica" : `${plural(live, "replica")} live`;
}
