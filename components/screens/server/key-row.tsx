"use client";
import { RoleGate } from "#components/api/role-gate.tsx";
import { Button } from "#components/ui/button.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ServerKeyView } from "#lib/contract/server.ts";

interface KeyRowProps {
  serverKey: ServerKeyView;
  onRevoke(): void;
}

export function KeyRow({ serverKey: { kind, hint, created_at, created_by, last_used_at, revoked_at }, onRevoke }: KeyRowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm">
      <code className="font-mono text-[13px]">{hint}</code>
      {kind === "workstation" && <span className="text-[13px]">Workstation</span>}
      <span className="min-w-0 flex-1 basis-52 text-[13px] text-muted">
        by {created_by}, <Time at={created_at} /> ·{" "}
        {last_used_at ? (
          <>
            used <Time at={last_used_at} />
          </>
        ) : (
          "never used"
        )}
      </span>
      {revoked_at ? (
        <span className="text-[13px] text-muted">
          Revoked <Time at={revoked_at} />
        </span>
      ) : (
        <RoleGate needs="admin">
          {(allowed) => (
            <Button size="small" disabled={!allowed} onClick={onRevoke}>
              Revoke
            </Button>
          )}
        </RoleGate>
      )}
    </li>
  );
}
