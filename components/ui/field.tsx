import type { ReactNode } from "react";

interface FieldProps {
  label: ReactNode;
  /** Id of the control; its hint and error are `<id>-hint` and `<id>-error`. */
  htmlFor: string;
  hint?: ReactNode;
  error?: ReactNode;
  children: ReactNode;
}

export function Field({ label, htmlFor, hint, error, children }: FieldProps) {
  return (
    <div className="grid gap-1.5">
      <label htmlFor={htmlFor} className="text-sm font-medium">
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${htmlFor}-hint`} className="text-[13px] text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${htmlFor}-error`} role="alert" className="text-[13px] font-medium text-crit">
          {error}
        </p>
      )}
    </div>
  );
}
