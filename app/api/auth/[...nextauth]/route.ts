import { randomUUID } from "node:crypto";
import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { nextAuthOptions } from "#lib/auth/next-auth-options.ts";
import { problemResponse } from "#lib/http/problem-response.ts";
import { readBody } from "#lib/http/read-body.ts";

const BODY_BYTES = 16_384;

interface AuthContext {
  params: Promise<{ nextauth: string[] }>;
}

/** next-auth reads whatever is sent, so the body is read, and limited, before it. */
async function handle(request: NextRequest, context: AuthContext): Promise<Response> {
  try {
    const { method, headers } = request;
    const limited =
      method === "POST" ? new NextRequest(request.url, { method, headers, body: await readBody(request, BODY_BYTES) }) : request;
    return await NextAuth(limited, context, nextAuthOptions(headers));
  } catch (error) {
    return problemResponse(error, randomUUID());
  }
}

export { handle as GET, handle as POST };
