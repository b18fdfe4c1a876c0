/** The end of a life of seconds, as number or text; null where it is none. */
export function endOfLife(life: unknown, from: Date): Date | null {
  const seconds = typeof life === "number" || (typeof life === "string" && life.trim() !== "") ? Number(life) : Number.NaN;
  const at = new Date(from.getTime() + seconds * 1_000);
  return seconds > 0 && !Number.isNaN(at.getTime()) ? at : null;
}
