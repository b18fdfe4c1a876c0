import type { Instant } from "../clock/instant.ts";
import { type Accord, BEHIND_GRACE_MS } from "./accord.ts";
import { refusedFrom } from "./adoptable.ts";
import { limitEndsAt } from "./conditions-of-calls.ts";
import { rotationDueAt } from "./conditions-of-life.ts";
import { type Replicas, silentFrom } from "./presence.ts";
import type { Scene } from "./scene.ts";

/** The next instant after `now` at which the view may change although nobody reports anything. */
export function nextDeadline(scene: Scene, { behind }: Accord, replicas: Replicas): Instant | null {
  const { windows, now, boots, generations } = scene;
  const candidates = [
    ...(windows ? [windows.overdueAt, windows.warnAt, windows.refuseAt, windows.expiresAt] : []),
    ...generations.map((generation) => refusedFrom(scene, generation)),
    rotationDueAt(scene) ?? Number.POSITIVE_INFINITY,
    ...behind.map(({ since }) => since + BEHIND_GRACE_MS),
    ...boots.flatMap((boot) => Object.values(boot.routes).map(limitEndsAt)),
    ...Object.values(replicas).flatMap((replica) => (replica.stopped ? [] : [silentFrom(replica)])),
  ];
  const ahead = candidates.filter((instant) => instant > now && Number.isFinite(instant));
  return ahead.length > 0 ? Math.min(...ahead) : null;
}
