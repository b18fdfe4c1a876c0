import { route } from "#lib/http/route.ts";
import { fail } from "#lib/pipeline/errors.ts";
import { readMissing } from "#lib/views/readiness.ts";

/** Whether traffic can be taken: Postgres answers, migrations are applied, the next partitions exist. */
export const GET = route({
  auth: "public",
  handler: async ({ ctx }) => {
    const missing = await readMissing(ctx.db);
    if (missing.length > 0) throw fail("unavailable", missing.join(" "), { missing });
    return { status: "ready" };
  },
});
