import type { ControlState } from "#lib/contract/control.ts";
import type { Context } from "../context.ts";
import { deliverCommands } from "./deliver-commands.ts";

/** What one replica of the calling server shall be and do now, in one answer, for those that ask instead of listening. @throws forbidden */
export async function readControlState({ ctx, replica }: { ctx: Context; replica: string }): Promise<ControlState> {
  const { desired, commands } = await deliverCommands({ ctx, replica });
  return { ...desired, commands };
}
