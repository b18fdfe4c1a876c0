/** A lane or a replica by its name, which is unique within its server. */
export interface Named {
  serverId: string;
  name: string;
}

/** One text for a name and its server; neither holds a blank. */
export const nameKey = ({ serverId, name }: Named): string => `${serverId} ${name}`;

/** Each name once. */
export const distinctNames = <T extends Named>(named: readonly T[]): T[] => [
  ...new Map(named.map((one) => [nameKey(one), one])).values(),
];

/** Ids of rows that name their server, by `nameKey`. */
export const idsByName = (rows: readonly (Named & { id: string })[]): Map<string, string> =>
  new Map(rows.map((row) => [nameKey(row), row.id]));
