import type { ReplicaView } from "#lib/contract/lane.ts";

/** Replicas that serve the same credential. */
export interface ReplicaGroup {
  key: string;
  /** Null where they serve nothing. */
  serving: ReplicaView["serving"];
  behind: boolean;
  split: boolean;
  replicas: ReplicaView[];
}

const keyOf = ({ live, serving }: ReplicaView): string => {
  if (!live) return "gone";
  return serving === null ? "nothing" : `${serving.number}-${serving.fingerprint}`;
};

/** What the fleet serves, the odd ones first: the fewest replicas are what one looks for. Those that left come last. */
export function replicaGroups(replicas: readonly ReplicaView[]): ReplicaGroup[] {
  const groups = Map.groupBy(replicas, keyOf);
  return [...groups]
    .map(([key, members]) => ({
      key,
      serving: key === "gone" ? null : (members[0]?.serving ?? null),
      behind: members.some(({ behind }) => behind),
      split: members.some(({ split }) => split),
      replicas: members,
    }))
    .sort((a, b) => Number(a.key === "gone") - Number(b.key === "gone") || a.replicas.length - b.replicas.length);
}

/** The replicas of one group, or of all, the odd ones first. */
export const replicasOf = (groups: readonly ReplicaGroup[], key: string | null): ReplicaView[] =>
  groups.filter((group) => key === null || group.key === key).flatMap((group) => group.replicas);

/** "v4 4444", "nothing loaded", "stopped". */
export function groupWord({ key, serving }: Pick<ReplicaGroup, "key" | "serving">): string {
  if (key === "gone") return "stopped";
  return serving === null ? "nothing loaded" : `v${serving.number} ${serving.fingerprint.slice(0, 4)}…`;
}
