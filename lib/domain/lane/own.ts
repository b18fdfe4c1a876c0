/** The record's own entry, or undefined: names come from outside, and `constructor` is one of them. */
export const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
