import type { KeyKind, Role } from "../vocabulary.ts";

/** Who acts, and how that was proven. `address` is the client's, where one is known. */
export type Actor =
  | { kind: "operator"; id: string; name: string; role: Role; auth: string; address: string | null }
  | { kind: "token"; id: string; name: string; role: Role; auth: "api_token"; address: string | null }
  | {
      kind: "server";
      id: string;
      name: string;
      keyId: string;
      keyKind: KeyKind;
      auth: "server_key";
      address: string | null;
    }
  | { kind: "system"; name: string };

/** Lanekeeper itself, when its clock or its worker acts. */
export const SYSTEM: Actor = { kind: "system", name: "lanekeeper" };

const RANK: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };

/** Whether a human or an automation holds at least this role; servers and the system hold none. */
export function hasRole(actor: Actor, atLeast: Role): boolean {
  return (actor.kind === "operator" || actor.kind === "token") && RANK[actor.role] >= RANK[atLeast];
}
