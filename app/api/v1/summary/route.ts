import type { Summary } from "#lib/contract/summary.ts";
import { route } from "#lib/http/route.ts";
import { readSummary } from "#lib/views/read-summary.ts";

export const GET = route({ auth: "viewer", handler: ({ ctx }): Promise<Summary> => readSummary(ctx.db, ctx.now) });
