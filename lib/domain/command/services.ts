/** Those that speak for the lane. A workstation beside services, whether one is there now or not, obeys and speaks for itself alone. */
export const servicesAmong = <T extends { workstation: boolean }>(replicas: readonly T[]): readonly T[] =>
  replicas.filter(({ workstation }) => !workstation);
