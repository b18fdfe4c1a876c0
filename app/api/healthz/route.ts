import { route } from "#lib/http/route.ts";

/** Whether the process is alive; says nothing about Postgres. */
export const GET = route({ auth: "public", handler: () => ({ status: "ok" }) });
