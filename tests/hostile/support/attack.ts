import * as z from "zod/mini";
import type { LanePage } from "#lib/contract/lane.ts";
import type { Operation } from "#lib/contract/operation.ts";
import { env } from "#lib/env.ts";
import type { JsonSchema } from "./sample.ts";
import type { Target } from "./target.ts";

/** Names nobody has. */
export const NOBODY = "00000000-0000-4000-8000-000000000000";

/** Names that fit the paths of operations, by the word that stands for them there. */
export async function knownNames(target: Target): Promise<Record<string, string>> {
  const { items } = (await (await target.ask("/api/v1/lanes")).json()) as LanePage;
  return { lane: items[0]?.id ?? "", server: target.slug, n: "1", id: NOBODY, key: "000000000000" };
}

export const schemaOf = (schema: z.ZodMiniType | undefined): JsonSchema =>
  schema ? (z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema) : {};

export const namesIn = ({ path }: Operation): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");

/** Lanes go by their name where a server speaks. */
export const pathOf = ({ path, auth }: Operation, known: Record<string, string>, replaced: Record<string, string> = {}): string =>
  path.replace(
    /\{(\w+)\}/g,
    (_, name: string) => replaced[name] ?? (name === "lane" && auth === "server" ? "github-prod" : (known[name] ?? "x")),
  );

export const queryOf = (values: object): string =>
  `?${new URLSearchParams(Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? value : String(JSON.stringify(value))]))}`;

export interface Attack {
  path: string;
  query?: string;
  body?: string;
  type?: string;
  token?: string | null;
  headers?: Record<string, string>;
}

/** Sends anything to an operation, as somebody who may call it unless a token is given. */
export async function attack(target: Target, operation: Operation, sent: Attack): Promise<Response> {
  const { path, query = "", body, type, token, headers = {} } = sent;
  const { method, auth } = operation;
  const own = auth === "server" ? target.key : env().LANEKEEPER_BOOTSTRAP_TOKEN;
  const media = type ?? Object.keys(operation.body ?? {})[0] ?? "application/json";
  return target.ask(`${path}${query}`, {
    method,
    token: token === undefined ? (own ?? null) : token,
    headers: { ...(body === undefined ? {} : { "content-type": media }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
}
