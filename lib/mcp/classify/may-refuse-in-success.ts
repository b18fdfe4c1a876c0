import { providerNamed } from "./providers.ts";

/** Whether a successful answer may be a refusal, so that its body has to be read: that of Slack, and of GraphQL anywhere. */
export function mayRefuseInSuccess(provider: string, { url, headers }: Response): boolean {
  if (!headers.get("content-type")?.includes("json")) return false;
  return providerNamed(provider)?.failsInSuccess === true || /\/graphql(?:\.json)?\/?(?:\?|$)/.test(url);
}
