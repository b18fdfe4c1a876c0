import { type SpawnOptions, spawn } from "node:child_process";

/** Runs a program and returns what it wrote. Throws with that where it cannot be run or ends with a code that is not 0. */
export async function runToEnd(program: string, args: string[], options: Omit<SpawnOptions, "stdio"> = {}): Promise<string> {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0) throw new Error(output.trimEnd());
  return output;
}
