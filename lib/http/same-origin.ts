import { siteUrl } from "#lib/auth/site.ts";
import { fail } from "#lib/pipeline/errors.ts";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Throws `forbidden` where a browser's cookie rides on a request that another site could have caused.
 * Browsers tell either `Sec-Fetch-Site` or, on unsafe requests, `Origin`; a request with neither is refused.
 */
export function requireSameOrigin(request: Request): void {
  if (SAFE_METHODS.has(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  const same = site === null ? isOwnOrigin(request) : site === "same-origin";
  if (!same) throw fail("forbidden", "A signed-in browser may send this from Lanekeeper's own pages only.");
}

function isOwnOrigin(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (origin === null || !URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  const own = siteUrl();
  return host === request.headers.get("host") || (own !== undefined && host === new URL(own).host);
}
