import { siteUrl } from "./site.ts";

/** The address a browser reaches this console at: the configured one, else the one this request was sent to. */
export const publicUrl = (headers: Headers): string => siteUrl() ?? `http://${headers.get("host") ?? "localhost"}`;
