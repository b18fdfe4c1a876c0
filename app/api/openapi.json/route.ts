import { openapiDocument } from "#lib/contract/openapi.ts";
import { reply } from "#lib/http/reply.ts";
import { route } from "#lib/http/route.ts";

export const GET = route({
  auth: "public",
  handler: () => reply(200, openapiDocument(), { "cache-control": "public, max-age=300" }),
});
