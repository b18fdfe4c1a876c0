"use client";
import { Plus, Server } from "lucide-react";
import { parseAsBoolean, useQueryState } from "nuqs";
import { QueryError } from "#components/api/query-error.tsx";
import { RoleGate } from "#components/api/role-gate.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeading } from "#components/ui/page-heading.tsx";
import { plural } from "#components/ui/plural.ts";
import { SkeletonList } from "#components/ui/skeleton.tsx";
import type { Installation } from "./installation.ts";
import { useServers } from "./queries.ts";
import { RegisterSheet } from "./register-sheet.tsx";
import { ServerRow } from "./server-row.tsx";

export function ServersScreen({ installation }: { installation: Installation }) {
  const [registering, setRegistering] = useQueryState("register", parseAsBoolean.withDefault(false));
  const { data, error, refetch } = useServers();
  const register = (
    <RoleGate needs="admin">
      {(allowed) => (
        <Button variant="primary" disabled={!allowed} onClick={() => void setRegistering(true)}>
          <Plus aria-hidden />
          Register server
        </Button>
      )}
    </RoleGate>
  );
  const empty = data?.items.length === 0;
  return (
    <div className="grid grid-cols-1 gap-4">
      <PageHeading
        title="Servers"
        note={data && !empty && `${plural(data.items.length, "server")}${data.next ? " shown, there are more" : ""}`}
      >
        {!empty && register}
      </PageHeading>
      {error && <QueryError title="The servers could not be read" error={error} onRetry={refetch} />}
      {!data && !error && <SkeletonList rows={4} rowClassName="h-16" label="Reading the servers" />}
      {data && (
        <Card>
          {empty ? (
            <EmptyState icon={Server} title="No server is registered" action={register}>
              Register an MCP server: it gets a key, and its lanes appear with its first report.
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line">
              {data.items.map((server) => (
                <ServerRow key={server.id} server={server} />
              ))}
            </ul>
          )}
        </Card>
      )}
      <RegisterSheet open={registering} installation={installation} onClose={() => void setRegistering(null)} />
    </div>
  );
}
