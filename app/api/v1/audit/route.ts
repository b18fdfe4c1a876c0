import { type AuditPage, auditQuery } from "#lib/contract/audit.ts";
import { route } from "#lib/http/route.ts";
import { listAudit } from "#lib/views/list-audit.ts";

export const GET = route({
  auth: "viewer",
  query: auditQuery,
  handler: ({ ctx, query }): Promise<AuditPage> => listAudit(ctx.db, query, ctx.now),
});
