/** Who asks for commands that no human gave. */
export const LANEKEEPER = { kind: "system", id: "containment", name: "lanekeeper" };
