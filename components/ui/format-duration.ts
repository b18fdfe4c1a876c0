const UNITS = [
  { name: "d", ms: 86_400_000 },
  { name: "h", ms: 3_600_000 },
  { name: "min", ms: 60_000 },
  { name: "s", ms: 1_000 },
] as const;

const SECONDS_BELOW_MIN = 10;

/** Length of time in its two largest units, seconds only below ten minutes: "3 d 4 h", "2 h 14 min", "41 min", "4 min 12 s", "48 s". */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1_000)) * 1_000;
  const first = UNITS.findIndex((unit) => seconds >= unit.ms);
  const major = UNITS[first];
  if (!major) return "0 s";
  const majorCount = Math.floor(seconds / major.ms);
  const minor = major.name === "min" && majorCount >= SECONDS_BELOW_MIN ? undefined : UNITS[first + 1];
  const minorCount = minor ? Math.floor((seconds % major.ms) / minor.ms) : 0;
  return minor && minorCount > 0 ? `${majorCount} ${major.name} ${minorCount} ${minor.name}` : `${majorCount} ${major.name}`;
}
