"use client";
import { useHasRole } from "#components/api/use-session.ts";
import { Button, type ButtonProps } from "#components/ui/button.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { ACTION_WORDS } from "./action-words.ts";
import { isChange, type LaneAction } from "./advice.ts";

interface ActionButtonProps extends Omit<ButtonProps, "onClick"> {
  action: LaneAction;
  onAction(action: LaneAction): void;
}

/** A button for one action. Without the role it stays in sight and reachable, and tells which role is needed. */
export function ActionButton({ action, onAction, className, ...rest }: ActionButtonProps) {
  const operator = useHasRole("operator");
  if (operator || !isChange(action)) {
    return (
      <Button className={className} onClick={() => onAction(action)} {...rest}>
        {ACTION_WORDS[action]}
      </Button>
    );
  }
  return (
    <Tooltip content="Needs the role operator. An admin can grant it.">
      <Button aria-disabled className={`opacity-50 ${className ?? ""}`} {...rest}>
        {ACTION_WORDS[action]}
      </Button>
    </Tooltip>
  );
}
