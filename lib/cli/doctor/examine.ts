import { examineDatabase } from "./examine-database.ts";
import { examineMachine } from "./examine-machine.ts";
import type { Finding } from "./finding.ts";

/** Everything that has to be right before a start, in the order in which a start needs it. */
export async function examine(): Promise<Finding[]> {
  return [...(await examineMachine()), ...(await examineDatabase())];
}
