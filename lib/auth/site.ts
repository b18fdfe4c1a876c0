import { env } from "#lib/env.ts";

/** The console's own address, where one is known. */
export const siteUrl = (): string | undefined => env().LANEKEEPER_URL ?? env().NEXTAUTH_URL;

/** Whether the console is reached by https, so that its cookies are `Secure` and carry the prefix. */
export const isSecureSite = (): boolean => siteUrl()?.startsWith("https://") ?? false;

/** A path of this site, or `/` where `target` leads anywhere else. */
export function safeReturnPath(target: string | null | undefined, base = siteUrl() ?? "http://localhost"): string {
  if (!target || !URL.canParse(target, base)) return "/";
  const url = new URL(target, base);
  if (url.origin !== new URL(base).origin) return "/";
  // `/.//elsewhere` is of this origin, but its path alone would name another host.
  return `${url.pathname.replace(/^\/+/, "/")}${url.search}${url.hash}`;
}
