import { examine } from "./doctor/examine.ts";

const MARKS = { ok: "✓", warn: "!", fail: "✗" } as const;

/** Checks this machine and this installation, each line with the command that mends it. Exits with 1 where something fails. */
export async function run(args: string[]): Promise<number> {
  const findings = await examine();
  if (args.includes("--json")) process.stdout.write(`${JSON.stringify({ findings })}\n`);
  else
    for (const { status, name, detail, fix } of findings) {
      process.stdout.write(
        `${MARKS[status]} ${name.padEnd(12)} ${detail}${fix === undefined ? "" : `\n  ${" ".repeat(12)} ${fix}`}\n`,
      );
    }
  return findings.some(({ status }) => status === "fail") ? 1 : 0;
}
