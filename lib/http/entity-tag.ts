import { createHash } from "node:crypto";

/** Tag of an answer that says exactly this (RFC 9110): another one has another tag. */
export const entityTag = (content: unknown): string =>
  `"${createHash("sha256").update(JSON.stringify(content)).digest("base64url").slice(0, 27)}"`;

/** Whether the caller says that it holds the body of this tag already. */
export function holdsAlready(request: Request, tag: string): boolean {
  const held = (request.headers.get("if-none-match") ?? "").split(",");
  return held.some((text) => text.trim().replace(/^W\//, "") === tag);
}
