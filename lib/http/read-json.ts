import { fail } from "#lib/pipeline/errors.ts";
import { parseJson } from "./parse-json.ts";
import { readBody } from "./read-body.ts";

/** Media type of a request in lower case without its parameters; empty where it names none. */
export const mediaType = (request: Request): string =>
  (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

/** The JSON body of a request. Throws `unsupported_media_type`, `payload_too_large` or `malformed_json`. */
export async function readJson(request: Request, limitBytes?: number): Promise<unknown> {
  const bytes = await readBody(request, limitBytes);
  if (mediaType(request) !== "application/json") {
    throw fail("unsupported_media_type", "Send the body as application/json.", { accepted: ["application/json"] });
  }
  return parseJson(bytes);
}
