const WELL_FORMED = /^((?:sk|rk|pk)_(?:live|test)_)[A-Za-z0-9]+$/;

/** A key as Stripe echoes it: beginning and end only; what has not the form of a key it repeats as it stands. */
export function maskKey(submitted: string, shownAtEnd = 4): string {
  const [, prefix] = WELL_FORMED.exec(submitted) ?? [];
  return prefix === undefined ? submitted : `${prefix}****${submitted.slice(-shownAtEnd)}`;
}
