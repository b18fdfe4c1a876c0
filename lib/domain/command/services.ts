/** Those that are services, or all where none is: a workstation does for a lane only what nobody else is there to do. */
export function servicesAmong<T extends { workstation?: boolean }>(replicas: readonly T[]): readonly T[] {
  const services = replicas.filter(({ workstation }) => !workstation);
  return services.length > 0 ? services : replicas;
}
