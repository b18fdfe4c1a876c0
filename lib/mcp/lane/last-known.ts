interface Named {
  number: number;
  fingerprint: string;
}

/** The greatest of the generations that anybody knew, from which numbers go on; null where nobody knew one. */
export const lastKnown = (known: readonly (Named | null)[]): Named | null =>
  known.reduce<Named | null>((last, one) => (one === null || (last && last.number >= one.number) ? last : one), null);
