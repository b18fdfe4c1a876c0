import { cx } from "#components/ui/cx.ts";
import type { CommandView } from "#lib/contract/command.ts";
import { type PhaseProgress, rotationProgress } from "./rotation-progress.ts";
import { STEP_LOOKS } from "./step-looks.ts";

/** How far a rotation is: prepared by one replica, adopted by every one, and the old credential's end. Nothing for other commands. */
export function RotationPhases({ command }: { command: CommandView }) {
  const phases = rotationProgress(command);
  if (phases.length === 0) return null;
  return (
    <ol aria-label="Phases of the rotation" className="grid gap-2 rounded-card bg-sunken p-3 sm:grid-cols-3">
      {phases.map((progress) => (
        <Phase key={progress.phase} progress={progress} />
      ))}
    </ol>
  );
}

function Phase({ progress: { label, state, note } }: { progress: PhaseProgress }) {
  const { icon: Icon, className, said } = STEP_LOOKS[state];
  return (
    <li className="flex items-start gap-2 text-sm">
      <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", className)} strokeWidth={2.5} />
      <span className="min-w-0">
        <span className={state === "ahead" ? "text-muted" : "font-medium"}>{label}</span>
        <span className="sr-only"> ({said})</span>
        {note && <span className="block text-[13px] wrap-anywhere text-muted">{note}</span>}
      </span>
    </li>
  );
}
