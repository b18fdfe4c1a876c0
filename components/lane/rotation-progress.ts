import { plural } from "#components/ui/plural.ts";
import type { CommandTarget, CommandView } from "#lib/contract/command.ts";
import type { RotationPhase } from "#lib/domain/vocabulary.ts";
import type { StepState } from "./command-steps.ts";

/** One phase of a rotation: how far it is, and with whom. */
export interface PhaseProgress {
  phase: RotationPhase;
  label: string;
  state: StepState;
  note: string | null;
}

const LABELS = { prepare: "Prepare", adopt: "Adopt", retire_old: "End the old one" } as const satisfies Record<
  RotationPhase,
  string
>;
const ORDER = ["prepare", "adopt", "retire_old"] as const satisfies readonly RotationPhase[];
const STOPPED: ReadonlySet<CommandView["status"]> = new Set(["failed", "expired", "cancelled", "superseded"]);

/** The three phases of a rotation; none for other commands. */
export function rotationProgress(command: CommandView): PhaseProgress[] {
  if (command.kind !== "rotate" || command.phase === null) return [];
  const reached = ORDER.indexOf(command.phase);
  return ORDER.map((phase, index) => ({
    phase,
    label: LABELS[phase],
    state: index < reached ? "done" : index > reached ? "ahead" : stateOf(command),
    note: index > reached && phase !== "retire_old" ? null : NOTES[phase](command, targetsIn(command, phase)),
  }));
}

const targetsIn = ({ targets }: CommandView, phase: RotationPhase): CommandTarget[] =>
  targets.filter((target) => target.phase === phase);

function stateOf({ phase, status, closed_as, code }: CommandView): StepState {
  if (phase === "retire_old") return closed_as !== null ? "done" : code === "superseded" ? "unknown" : "current";
  if (STOPPED.has(status)) return "failed";
  return status === "timed_out" ? "unknown" : "current";
}

const NOTES: Record<RotationPhase, (command: CommandView, targets: CommandTarget[]) => string | null> = {
  prepare: prepareNote,
  adopt: adoptNote,
  retire_old: retireNote,
};

/** Whoever held the lease last prepared it, or does; the others were late or gone. */
function prepareNote({ candidate, phase, status }: CommandView, targets: CommandTarget[]): string | null {
  const holder = targets.at(-1);
  if (!holder) return "waits for a replica";
  const earlier = targets.slice(0, -1).map(({ replica }) => replica);
  const handed = earlier.length > 0 ? `, handed on from ${earlier.join(", ")}` : "";
  const held = phase === "prepare" && candidate !== null && !STOPPED.has(status) ? ", ready: a pause holds it" : "";
  return `${holder.replica}${handed}${held}`;
}

function adoptNote(_: CommandView, targets: CommandTarget[]): string | null {
  const there = targets.filter(({ status }) => status !== "gone");
  const serving = there.filter(({ status }) => status === "succeeded").length;
  const gone = targets.length - there.length;
  return `${serving} of ${plural(there.length, "replica")}${gone > 0 ? `, ${gone} gone` : ""}`;
}

const CLOSED = { proven: "proven dead", natural: "ended by its date", attested: "attested by an operator" } as const;

function retireNote({ closed_as, code, retire_old, phase }: CommandView, targets: CommandTarget[]): string | null {
  if (closed_as !== null) return CLOSED[closed_as];
  if (code === "superseded") return "not confirmed: the next rotation began";
  const asked = targets.at(-1);
  if (asked) return asked.status === "failed" ? `${asked.replica} could not` : asked.replica;
  if (phase !== "retire_old") return retire_old === "now" ? "as soon as one replica serves the new one" : null;
  return "waits for its end, or an operator's word";
}
