/** The servers of lanes, each once. */
export const serversOf = (lanes: readonly { serverId: string }[]): string[] => [
  ...new Set(lanes.map(({ serverId }) => serverId)),
];
