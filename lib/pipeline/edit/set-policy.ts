import type { PolicyPatch } from "#lib/contract/lane.ts";
import { writeActions } from "#lib/db/actions.ts";
import { writePolicy } from "#lib/db/lanes.ts";
import type { Policy } from "#lib/domain/lane/fact.ts";
import { openLane } from "../command/index.ts";
import { type Context, requireRole } from "../context.ts";
import { evaluateLanes } from "../evaluate/index.ts";

/** Changes what operators ask for against a lane's declared policy, and judges the lane by it at once. @throws forbidden, not_found */
export async function setPolicy({ ctx, laneId, patch }: { ctx: Context; laneId: string; patch: PolicyPatch }): Promise<void> {
  requireRole(ctx, "operator");
  await ctx.db.transaction(async (tx) => {
    const record = await openLane(tx, laneId);
    const overrides = change(record.overrides, patch);
    await writePolicy(tx, laneId, overrides);
    await writeActions(tx, ctx.actor, ctx.now, [
      {
        action: "lane.policy_changed",
        laneId,
        serverId: record.serverId,
        before: { ...record.overrides },
        after: { ...overrides },
        summary: `Changed the policy of ${record.name}`,
      },
    ]);
    await evaluateLanes(tx, [{ ...record, overrides }], "operator", ctx.now);
  });
}

/** A field that is left out stays; null gives it back to the declaration. */
function change(held: Policy, { warning_s, refusal_s, contain_on, rotate_after_s }: PolicyPatch): Policy {
  const given: Record<keyof Policy, unknown> = {
    warningMs: milliseconds(warning_s),
    refusalMs: milliseconds(refusal_s),
    rotateAfterMs: milliseconds(rotate_after_s),
    containOn: contain_on,
  };
  const told = Object.entries(given).filter(([, value]) => value !== undefined);
  const merged = { ...held, ...Object.fromEntries(told) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

const milliseconds = (seconds: number | null | undefined): number | null | undefined =>
  typeof seconds === "number" ? seconds * 1_000 : seconds;
