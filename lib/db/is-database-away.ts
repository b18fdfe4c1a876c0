const AWAY = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  "57P01",
  "57P02",
  "57P03",
  "08000",
  "08003",
  "08006",
  "53300",
  // No room on its disk or in its memory; a standby, which takes no writes; a transaction given up because its process stood still.
  "53100",
  "53200",
  "25006",
  "25P03",
  // Prisma's own names for: not reachable, timed out, closed, no connection left, no transaction to be had, too many connections.
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "P2028",
  "P2037",
]);

interface Coded {
  code?: unknown;
  /** Where Prisma keeps what Postgres answered. */
  meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } };
}

/** A time whose partition is missing cannot be written yet; the worker makes it, so trying again helps. */
const LATER = /no partition of relation "(event|transition|action)" found for row/;

export const isPartitionMissing = (error: unknown): boolean => error instanceof Error && LATER.test(error.message);

/** Whether an error says that Postgres is away, so that the caller answers 503 and the sender tries again. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as Coded;
  return (
    [code, meta?.driverAdapterError?.cause?.originalCode].some((known) => typeof known === "string" && AWAY.has(known)) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout/.test(
      error.message,
    ) ||
    isPartitionMissing(error)
  );
}
