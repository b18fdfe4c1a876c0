"use client";
import { QueryError } from "#components/api/query-error.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import type { ServerKeyView, ServerView } from "#lib/contract/server.ts";
import { useRevokeKey } from "../servers/queries.ts";
import { validKeys } from "../servers/server-facts.ts";

interface RevokeSheetProps {
  server: ServerView;
  /** The key in question; null keeps the sheet closed. */
  serverKey: ServerKeyView | null;
  onClose(): void;
}

export function RevokeSheet({ server, serverKey, onClose }: RevokeSheetProps) {
  const { mutate, error, isPending, reset } = useRevokeKey();
  const close = () => {
    reset();
    onClose();
  };
  const last = validKeys(server).length === 1;
  const revoke = () => serverKey && mutate({ server: server.id, key: serverKey.id }, { onSuccess: close });
  return (
    <Sheet
      open={serverKey !== null}
      onOpenChange={(next) => !next && close()}
      title={`Revoke ${serverKey?.hint ?? ""}`}
      description={
        last
          ? `It is the last valid key: ${server.name} can no longer report, and its lanes fall silent. Its credentials keep working.`
          : "Replicas that still use it can no longer report from the next request on. This cannot be undone."
      }
      footer={
        <>
          <SheetCancel />
          <Button variant="danger" disabled={isPending} onClick={revoke}>
            {isPending ? "Revoking…" : "Revoke key"}
          </Button>
        </>
      }
    >
      {error && <QueryError title="The key was not revoked" error={error} />}
    </Sheet>
  );
}
