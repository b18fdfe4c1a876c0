const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_MS = 86_400_000;

/** "02:14" of a time in UTC. */
export const formatClock = (atMs: number): string => new Date(atMs).toISOString().slice(11, 16);

/** "02:14:07" of a time in UTC. */
export const formatClockSeconds = (atMs: number): string => new Date(atMs).toISOString().slice(11, 19);

/** "12 Jan" of a time in UTC. */
export function formatDay(atMs: number): string {
  const at = new Date(atMs);
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;
}

/** The shortest unambiguous form beside `nowMs`, always in UTC: "02:14 UTC", "12 Jan 02:14 UTC", "12 Jan 2028". */
export function formatInstant(atMs: number, nowMs: number): string {
  if (Math.floor(atMs / DAY_MS) === Math.floor(nowMs / DAY_MS)) return `${formatClock(atMs)} UTC`;
  if (Math.abs(atMs - nowMs) < 300 * DAY_MS) return `${formatDay(atMs)} ${formatClock(atMs)} UTC`;
  return `${formatDay(atMs)} ${new Date(atMs).getUTCFullYear()}`;
}
