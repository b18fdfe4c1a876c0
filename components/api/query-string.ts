/** `?a=1&b=2` of what is set, or nothing; the order is that of the keys, so that equal filters give equal addresses. */
export function queryString(values: Record<string, string | number | boolean | null | undefined>): string {
  const set = Object.entries(values).flatMap(([key, value]) =>
    value === null || value === undefined || value === "" ? [] : [[key, `${value}`]],
  );
  return set.length === 0 ? "" : `?${new URLSearchParams(set)}`;
}
