import type { NextRequest } from "next/server";
import { NextResponse } from "next/server";
import { contentSecurityPolicy } from "#lib/http/content-security-policy.ts";

/** Gives each page a nonce of its own: Next puts it on the scripts it writes, nothing else may run. Read it as header `x-nonce`. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

// Pages only: API routes never pay for it.
export const config = { matcher: "/((?!api/|_next/|downloads/|favicon|.*\\.[a-z]+$).*)" };
