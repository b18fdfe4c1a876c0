"use client";
import type { ReactNode } from "react";
import type { Role } from "#lib/domain/vocabulary.ts";
import { useHasRole } from "./use-session.ts";

interface RoleGateProps {
  needs: Role;
  /** Gets whether the signed-in user may. */
  children(allowed: boolean): ReactNode;
}

/** Shows what needs a role, and names the role to those who lack it instead of hiding the way. */
export function RoleGate({ needs, children }: RoleGateProps) {
  const allowed = useHasRole(needs);
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      {!allowed && <span className="text-[13px] text-muted">Needs the role {needs}</span>}
      {children(allowed)}
    </span>
  );
}
