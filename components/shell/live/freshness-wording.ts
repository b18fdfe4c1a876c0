import { formatClock } from "#components/ui/format-instant.ts";
import type { Tone } from "#components/ui/tone.ts";
import type { Freshness } from "./freshness.ts";

/** Word, tone and longer explanation of the freshness chip. Times are of the server's clock, in milliseconds. */
export function freshnessWording(freshness: Freshness): { word: string; tone: Tone; hint: string } {
  switch (freshness.state) {
    case "connecting":
      return { word: "Connecting", tone: "neutral", hint: "Opening the live stream." };
    case "live":
      return { word: "Live", tone: "ok", hint: "Changes appear as they happen." };
    case "reconnecting": {
      const seconds = Math.round(freshness.quietMs / 1_000);
      return {
        word: `Reconnecting (${seconds} s)`,
        tone: "warn",
        hint: `Nothing heard for ${seconds} s. Reading every 15 s meanwhile.`,
      };
    }
    case "polling":
      return { word: "Polling", tone: "warn", hint: "The live stream is away. The screen is read again every 15 s." };
    case "stale":
      return {
        word: `Stale since ${formatClock(freshness.sinceMs)}`,
        tone: "crit",
        hint: "Lanekeeper does not answer. What you see is from that time, in UTC.",
      };
  }
}
