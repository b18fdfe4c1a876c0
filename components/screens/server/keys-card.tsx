"use client";
import { useState } from "react";
import { QueryError } from "#components/api/query-error.tsx";
import { RoleGate } from "#components/api/role-gate.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import type { ServerView } from "#lib/contract/server.ts";
import { KeyOnce } from "../servers/key-once.tsx";
import { useCreateKey } from "../servers/queries.ts";
import { MOST_VALID_KEYS, validKeys } from "../servers/server-facts.ts";
import { KeyRow } from "./key-row.tsx";
import { RevokeSheet } from "./revoke-sheet.tsx";

/**
 * Keys of a server: two of its own may be valid at once, so that one is exchanged for the other without a gap, and one for each
 * workstation, which has no say over others.
 */
export function KeysCard({ server }: { server: ServerView }) {
  const create = useCreateKey();
  const [revoking, setRevoking] = useState<ServerView["keys"][number] | null>(null);
  const full = validKeys(server).length >= MOST_VALID_KEYS;
  return (
    <Card aria-labelledby="keys">
      <CardHeader
        title="Keys"
        titleId="keys"
        note={full ? "two are valid: revoke one to make another" : "two may be valid at once"}
      >
        <RoleGate needs="admin">
          {(allowed) => (
            <div className="flex flex-wrap gap-2">
              <Button
                size="small"
                disabled={!allowed || create.isPending}
                onClick={() => create.mutate({ server: server.id, kind: "workstation" })}
              >
                Workstation key
              </Button>
              <Button
                size="small"
                disabled={!allowed || full || create.isPending}
                onClick={() => create.mutate({ server: server.id, kind: "service" })}
              >
                {create.isPending ? "Making…" : "New key"}
              </Button>
            </div>
          )}
        </RoleGate>
      </CardHeader>
      {create.error && <QueryError title="No key was made" error={create.error} />}
      {server.keys.length === 0 && <p className="px-4 py-3 text-sm text-muted">No key.</p>}
      <ul className="divide-y divide-line">
        {server.keys.map((key) => (
          <KeyRow key={key.id} serverKey={key} onRevoke={() => setRevoking(key)} />
        ))}
      </ul>
      <Sheet
        open={create.data !== undefined}
        onOpenChange={() => create.reset()}
        held
        title={`New ${create.data?.kind === "workstation" ? "workstation key" : "key"} of ${server.name}`}
        description={
          create.data?.kind === "workstation" &&
          "For one person's machine: what it reports is recorded, and has no word over the server's own replicas."
        }
      >
        {create.data && <KeyOnce value={create.data.key} />}
      </Sheet>
      <RevokeSheet server={server} serverKey={revoking} onClose={() => setRevoking(null)} />
    </Card>
  );
}
