import { expect, test } from "vitest";
import { mayRefuseInSuccess } from "#lib/mcp/classify/may-refuse-in-success.ts";

function answered(url: string, type: string | null = "application/json; charset=utf-8"): Response {
  const response = new Response("{}", { headers: type === null ? {} : { "content-type": type } });
  return Object.defineProperty(response, "url", { value: url });
}

test.each<[string, string, Response, boolean]>([
  ["Slack, always", "slack", answered("https://slack.com/api/chat.postMessage"), true],
  ["Slack, but for a file", "slack", answered("https://files.slack.com/a.png", "image/png"), false],
  ["GraphQL of GitHub", "github", answered("https://api.github.com/graphql"), true],
  ["REST of GitHub", "github", answered("https://api.github.com/user"), false],
  ["GraphQL of anybody", "never heard of", answered("https://example.com/v1/graphql?op=a"), true],
  ["GraphQL of Shopify", "shopify", answered("https://a.myshopify.com/admin/api/2026-10/graphql.json"), true],
  ["anybody else", "never heard of", answered("https://example.com/graphql-docs"), false],
  ["an answer without a type", "slack", answered("https://slack.com/api/x", null), false],
])("%s", (_who, provider, response, expected) => {
  expect(mayRefuseInSuccess(provider, response)).toBe(expected);
});
