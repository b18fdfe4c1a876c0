import { cx } from "#components/ui/cx.ts";
import type { CommandView } from "#lib/contract/command.ts";
import { type CommandStep, commandSteps } from "./command-steps.ts";
import { STEP_LOOKS } from "./step-looks.ts";

/** From click to outcome: queued, delivered, acknowledged, and what became of it. */
export function CommandStepper({ command }: { command: CommandView }) {
  return (
    <ol className="grid gap-x-3 gap-y-2 min-[360px]:grid-cols-[auto_auto] min-[360px]:justify-between sm:flex sm:items-center">
      {commandSteps(command).map((step, index) => (
        <Step key={step.key} step={step} first={index === 0} />
      ))}
    </ol>
  );
}

function Step({ step, first }: { step: CommandStep; first: boolean }) {
  const { icon: Icon, className, said } = STEP_LOOKS[step.state];
  return (
    <li className={cx("flex items-center gap-2 text-sm", !first && "sm:flex-1")}>
      {!first && <span aria-hidden className="hidden h-px min-w-4 flex-1 bg-line-strong sm:block" />}
      <Icon aria-hidden className={cx("size-4 shrink-0", className)} strokeWidth={2.5} />
      <span className={cx("whitespace-nowrap", step.state === "ahead" ? "text-muted" : "font-medium")}>
        {step.label}
        <span className="sr-only"> ({said})</span>
      </span>
      {step.note && <span className="text-[13px] whitespace-nowrap text-muted">{step.note}</span>}
    </li>
  );
}
